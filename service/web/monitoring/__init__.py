"""What those who run the service are told of it: metrics, a line for each request, traces."""

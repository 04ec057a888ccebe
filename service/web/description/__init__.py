"""What the API is, said for programs (the OpenAPI document) and for people (the page of it)."""

"""The room next to PostgreSQL: connections, named queries, migrations, and a private server for a start without set-up.

- ``embedded``: the private server below a data directory; ``embedded_*`` are its parts
- ``pool``: connections with the codecs, time zone and time limits of the register
- ``queries``: the SQL of ``sql/queries`` as one object of functions
- ``migrations``: brings a database to the present schema, however many processes ask at once
"""

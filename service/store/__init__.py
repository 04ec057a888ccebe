"""The only callers of SQL: functions that take a connection and give domain values. The caller owns the transaction.

One module per noun, the same name as the file of queries in `sql/queries`.
"""

"""The use cases of the register: read, decide (pure), then write the change, its versions and its notices together.

`writing` is the one way in for every write; `reading` and `checking` answer questions.
"""

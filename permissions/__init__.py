"""permissions/ decides: who asks, what they may see, and why not.

`matrix.toml` holds the cells, `decide.py` is the one function that reads them, `scope.py` says in SQL
who is on an office's list. Nobody else in the house looks at a viewer's kind.
Enter to change a rule; the directive, the refusal, the explanation and the tables follow by themselves.
"""

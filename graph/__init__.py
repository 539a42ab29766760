"""graph/ describes: the schema, one file a tab; each field is declared once (see field.py).

`http/` is the door, `explorer/` the page with GraphiQL, `operations/` the saved questions.
Enter to add a field: name its source in loaders/, its Japanese term here, its rule in the matrix.
"""

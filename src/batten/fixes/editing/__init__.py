"""How text is edited: changes gathered into a tree, found in the text, written as splices.

changes    edits of one document, gathered into one tree of changes; what they make of a value
tree       where the nodes of a document stand in its text (marks of the parser)
draft      splices of a text, and its lines
block      changes of block style, line by line
flow       changes inside brackets
rendering  new values as YAML text; `style` is the indentation that a document uses
order      where people expect a new key
"""

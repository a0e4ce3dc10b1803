"""The values of a view."""

Json = dict[str, "Json"] | list[int] | str | float | bool
"""A JSON value of ours. Never null: in a merge patch that means *remove*. No long array: it would be sent whole."""

View = dict[str, Json]

"""The catalogue of procedures and its search. It imports no other package of the product."""

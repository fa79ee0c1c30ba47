"""The product's sentences, one file per language."""

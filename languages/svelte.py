"""Svelte components."""

from repoloom.languages.families import components

SPEC = components.language(name="svelte", extensions=(".svelte",), readable=components.of_svelte)

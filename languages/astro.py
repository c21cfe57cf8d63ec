"""Astro components."""

from repoloom.languages.families import components

SPEC = components.language(name="astro", extensions=(".astro",), readable=components.of_astro)

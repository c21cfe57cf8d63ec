"""Vue: single-file components."""

from repoloom.languages.families import components

SPEC = components.language(name="vue", extensions=(".vue",), readable=components.of_vue)

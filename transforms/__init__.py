"""Verbs are stages of a pipeline, built on Beam; nouns are algorithms and know nothing of it."""

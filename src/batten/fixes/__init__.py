"""Fixes: edits as data, and the editor that writes them into files keeping every comment."""

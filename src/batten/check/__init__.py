"""The main job: read inputs, judge them, set aside what is suppressed, score what is left.

`check.run.check` does it all and returns a `Result`; reports print Results, nothing else.
"""

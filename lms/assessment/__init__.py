"""Work that people assess: grids, gradings, the queue of work that waits to be marked, waivers and recognised learning.

Kinds hand work in and ask for it to be marked; what comes of it enters the record through lms.progress.intake.
"""

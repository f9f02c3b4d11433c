"""Shards: stages that read article by article, run over pieces of a corpus, and what came of each piece kept.

`cut` makes the pieces, `tasks` says what is done to one of them, `engines` where (in this process, in a pool, on a
cluster), `store` keeps what came of it under a key of all that it depends on, and `stage` is the whole: tables in,
tables out, the same rows whatever the pieces and the engine. `corpus` does that for the files of a corpus that need not
fit in memory. What is read out of an article belongs to its stage.
"""

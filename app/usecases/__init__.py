"""What can be done, one module a noun. A command is one transaction; queries see what the actor may see.

Every function takes a `Context` first and returns frozen values, never rows. `access` alone decides who may do what.

::

    deployments  process_definitions  forms  instances  tasks  drafts  variables  messages
    jobs  external_tasks  incidents  history  users  configurations       what pages, REST and workers call

    context    who acts, when, where; transaction() is the only one who commits
    access     the policy
    record     a Step of the engine → rows: waits, throws, audiences
    starts     begin a case · runs: do what a job holds · deliveries, receivers: messages to those who wait
    checks     findings of a deployment · versions: its new definitions · models: processes read once
"""

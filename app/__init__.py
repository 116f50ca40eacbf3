"""Stegvis: BPMN processes for social services. This is the map of the layers; imports point downwards only.

::

    cli            stegvis: serve, demo, worker, deploy, simulate, users
    bootstrap      composition root: settings → Context → Flask app or worker
    worker         runs jobs: service-task handlers, due timers, deliveries of messages
    rest/          the REST API, one module a resource, and problems (error → HTTP)
    pages/         what people see, one module an area, templates/, form rendering
    usecases/      what can be done, one module a noun; a command is one transaction
    engine/        SpiffWorkflow behind one narrow face: state in, step out
    store/         tables, database, one query module a noun, migrations/
    definitions/   diagrams and forms as documents: safe XML, model, rules, form validation
    expressions/   FEEL and ${…}: parse once, compile, evaluate; knows nothing of BPMN
    errors  handler  settings  values  messages

Neither of `rest`, `pages` and `worker` imports another, nor do `engine` and `store`. A name repeats across layers
(`rest/tasks`, `usecases/tasks`, `store/tasks`), so that one guess finds all. See docs/arkitektur.md.
"""

"""Service-task handlers: one module a topic, named as the topic. Of the app they know `app.handler` only."""

"""Diagrams and forms as documents: safe XML, the BPMN model, rules at deploy, forms and their validation."""

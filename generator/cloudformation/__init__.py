"""The CloudFormation language: reads, evaluates and walks any template.

It knows nothing of this project, and everything here that meets a template
goes through it: `document` reads, `scope` says what names mean, `partitions`
where a region is, `values` evaluates, `conditions` decides, `references` finds
names, `assertions` holds the template's rules against its parameters, `policies`
takes policy documents apart; `schemas` knows what AWS publishes about each
resource type.
"""

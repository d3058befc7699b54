"""Payment pipelines as reviewed CloudFormation templates."""

P = {
    "NodeVersion": "22",
    "ServicePath": ".",
    "EcrRepositoryName": "",
    "ImageName": "payment-service",
    "ScannerImage": "aquasec/trivy:0.69.3@sha256:bcc376de8d77cfe086a917230e818dc9f8528e3c852f7b1aff648949b6258d1c",
    "ScanSeverity": "HIGH",
    "EcsClusterName": "payment-cluster-dev",
    "EcsServiceName": "payment-service-dev",
    "ContainerName": "payment-service",
    "ContainerPort": "8080",
}
from pathlib import Path


def v(n, x, t="PLAINTEXT"):
    return {"Name": n, "Value": x, "Type": t}


R = lambda n: {"Ref": n}


def proj(name, f, vs):
    return {
        "Type": "AWS::CodeBuild::Project",
        "Properties": {
            "Name": name,
            "Source": {"BuildSpec": Path(f"buildspecs/{f}").read_text()},
            "Environment": {"EnvironmentVariables": vs},
        },
    }


base = [v("NODE_VERSION", R("NodeVersion")), v("SERVICE_PATH", R("ServicePath"))]
NV = R("AWS::NoValue")
TEMPLATE = {
    "Parameters": {k: {"Type": "String", "Default": d} for k, d in P.items()},
    "Conditions": {
        "UsesEcr": {"Fn::Not": [{"Fn::Equals": [R("EcrRepositoryName"), ""]}]}
    },
    "Resources": {
        "A": proj("unit-test-project-dev", "buildspec-test.yml", base),
        "B": proj(
            "docker-build-project-dev",
            "buildspec-build.yml",
            base
            + [
                v(
                    "IMAGE_NAME",
                    {"Fn::If": ["UsesEcr", R("EcrRepositoryName"), R("ImageName")]},
                ),
                {
                    "Fn::If": [
                        "UsesEcr",
                        v(
                            "ECR_REGISTRY",
                            {
                                "Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}"
                            },
                        ),
                        NV,
                    ]
                },
                *[
                    {
                        "Fn::If": [
                            "UsesEcr",
                            NV,
                            v(
                                "REGISTRY_" + n,
                                "docker-registry-credentials-dev:" + k,
                                "SECRETS_MANAGER",
                            ),
                        ]
                    }
                    for n, k in [
                        ("USERNAME", "username"),
                        ("PASSWORD", "password"),
                        ("URL", "registry"),
                    ]
                ],
                v("SCANNER_IMAGE", R("ScannerImage")),
                v("SCAN_SEVERITY", R("ScanSeverity")),
                v("ECS_CLUSTER_NAME", R("EcsClusterName")),
                v("ECS_SERVICE_NAME", R("EcsServiceName")),
                v("CONTAINER_NAME", R("ContainerName")),
                v("CONTAINER_PORT", R("ContainerPort")),
            ],
        ),
    },
}

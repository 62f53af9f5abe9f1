"""What only one family can do, by subject: every operation that is not part of a family's life as all have it."""

import json

WEB_ACL = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/a1b2c3d4-5678-90ab-cdef-000000000001"
CERTIFICATE = {
    "ACMCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db",
    "SSLSupportMethod": "sni-only",
    "MinimumProtocolVersion": "TLSv1.2_2021",
}
RUNTIME = {"Comment": "", "Runtime": "cloudfront-js-2.0"}


def ids(items):
    return [item["Id"] for item in items]


def replaced(account, distribution, **members):
    """The distribution with these members of its configuration changed, and its new ETag."""
    now = account.call("GetDistributionConfig", Id=distribution["Id"])
    config = {**now["DistributionConfig"], **members}
    answer = account.call("UpdateDistribution", Id=distribution["Id"], IfMatch=now["ETag"], DistributionConfig=config)
    return {**answer["Distribution"], "ETag": answer["ETag"]}


def batch(reference, *paths):
    return {"CallerReference": reference, "Paths": {"Quantity": len(paths), "Items": list(paths)}}


def invalidations(account):
    distribution = account.distribution()["Id"]
    made = [
        account.call("CreateInvalidation", DistributionId=distribution, InvalidationBatch=batch(f"batch-{n}", f"/{n}"))
        for n in range(3)
    ]
    again = account.call("CreateInvalidation", DistributionId=distribution, InvalidationBatch=batch("batch-0", "/0"))
    assert again["Invalidation"]["Id"] == made[0]["Invalidation"]["Id"]
    last = made[-1]["Invalidation"]["Id"]
    assert account.call("GetInvalidation", DistributionId=distribution, Id=last)["Invalidation"]["Status"] == "InProgress"
    assert len(account.all("ListInvalidations", DistributionId=distribution)) == 3
    account.wait("invalidation_completed", DistributionId=distribution, Id=last)
    account.refused("NoSuchInvalidation", account.call, "GetInvalidation", DistributionId=distribution, Id="I123")


def deployment_of_distributions(account):
    distribution = account.distribution()
    account.wait("distribution_deployed", Id=distribution["Id"])
    account.refused(
        "DistributionNotDisabled",
        account.call,
        "DeleteDistribution",
        Id=distribution["Id"],
        IfMatch=distribution["ETag"],
    )


def tags(account):
    tagged = [{"Key": "team", "Value": "web"}]
    config = account.call("GetDistributionConfig", Id=account.distribution()["Id"])["DistributionConfig"]
    with_tags = {"DistributionConfig": {**config, "CallerReference": "tagged"}, "Tags": {"Items": tagged}}
    arn = account.call("CreateDistributionWithTags", DistributionConfigWithTags=with_tags)["Distribution"]["ARN"]
    assert account.call("ListTagsForResource", Resource=arn)["Tags"]["Items"] == tagged
    account.call("TagResource", Resource=arn, Tags={"Items": [{"Key": "stage", "Value": "test"}]})
    account.call("UntagResource", Resource=arn, TagKeys={"Items": ["team"]})
    assert account.call("ListTagsForResource", Resource=arn)["Tags"]["Items"] == [{"Key": "stage", "Value": "test"}]


def streams(account):
    config = {
        "CallerReference": "stream",
        "S3Origin": {"DomainName": "videos.s3.amazonaws.com", "OriginAccessIdentity": ""},
        "Comment": "",
        "TrustedSigners": {"Enabled": False, "Quantity": 0},
        "Enabled": True,
    }
    with_tags = {"StreamingDistributionConfig": config, "Tags": {"Items": [{"Key": "team", "Value": "web"}]}}
    made = account.call("CreateStreamingDistributionWithTags", StreamingDistributionConfigWithTags=with_tags)
    account.wait("streaming_distribution_deployed", Id=made["StreamingDistribution"]["Id"])


def monitoring(account):
    id = account.distribution()["Id"]
    subscription = {"RealtimeMetricsSubscriptionConfig": {"RealtimeMetricsSubscriptionStatus": "Enabled"}}
    account.call("CreateMonitoringSubscription", DistributionId=id, MonitoringSubscription=subscription)
    assert account.call("GetMonitoringSubscription", DistributionId=id)["MonitoringSubscription"] == subscription
    account.call("DeleteMonitoringSubscription", DistributionId=id)
    account.refused("NoSuchMonitoringSubscription", account.call, "GetMonitoringSubscription", DistributionId=id)


def aliases(account):
    certified = {"ViewerCertificate": CERTIFICATE}
    source = account.distribution(**certified, Aliases={"Quantity": 1, "Items": ["www.example.com"]})
    target = account.distribution(**certified)
    conflicts = account.all("ListConflictingAliases", DistributionId=target["Id"], Alias="www.example.com")
    assert [each["Alias"] for each in conflicts] == ["www.example.com"]
    account.call("AssociateAlias", TargetDistributionId=target["Id"], Alias="www.example.com")
    assert account.call("GetDistribution", Id=target["Id"])["Distribution"]["DistributionConfig"]["Aliases"]["Items"] == [
        "www.example.com"
    ]
    assert account.call("GetDistribution", Id=source["Id"])["Distribution"]["DistributionConfig"]["Aliases"]["Quantity"] == 0


def web_acls(account):
    made = account.distribution()
    tied = account.call("AssociateDistributionWebACL", Id=made["Id"], IfMatch=made["ETag"], WebACLArn=WEB_ACL)
    assert ids(account.all("ListDistributionsByWebACLId", WebACLId=WEB_ACL)) == [made["Id"]]
    stale = {"Id": made["Id"], "IfMatch": made["ETag"]}
    account.refused("PreconditionFailed", account.call, "DisassociateDistributionWebACL", **stale)
    account.call("DisassociateDistributionWebACL", Id=made["Id"], IfMatch=tied["ETag"])
    assert ids(account.all("ListDistributionsByWebACLId", WebACLId="null")) == [made["Id"]]


def continuous_deployment(account):
    made = account.distribution()
    staging = account.copy(made)
    config = {
        "StagingDistributionDnsNames": {"Quantity": 1, "Items": [staging["DomainName"]]},
        "Enabled": True,
        "TrafficConfig": {"Type": "SingleWeight", "SingleWeightConfig": {"Weight": 0.05}},
    }
    answer = account.call("CreateContinuousDeploymentPolicy", ContinuousDeploymentPolicyConfig=config)
    policy = answer["ContinuousDeploymentPolicy"]["Id"]
    primary = replaced(account, made, ContinuousDeploymentPolicyId=policy)
    changed = replaced(account, staging, Comment="next")
    account.advance()
    versions = f"{primary['ETag']}, {changed['ETag']}"
    promotion = {"Id": primary["Id"], "StagingDistributionId": staging["Id"], "IfMatch": versions}
    promoted = account.call("UpdateDistributionWithStagingConfig", **promotion)
    assert promoted["Distribution"]["DistributionConfig"]["Comment"] == "next"
    now = account.call("GetContinuousDeploymentPolicy", Id=policy)["ContinuousDeploymentPolicy"]
    assert now["ContinuousDeploymentPolicyConfig"]["Enabled"] is False


def function_verbs(account):
    code = b"function handler(event) { event.request.uri = '/new'; return event.request }"
    made = account.call("CreateFunction", Name="moves", FunctionConfig=RUNTIME, FunctionCode=code)
    event = {
        "version": "1.0",
        "context": {"eventType": "viewer-request"},
        "viewer": {"ip": "203.0.113.1"},
        "request": {"method": "GET", "uri": "/old", "querystring": {}, "headers": {}, "cookies": {}},
    }
    tried = account.call("TestFunction", Name="moves", IfMatch=made["ETag"], EventObject=json.dumps(event).encode())
    assert json.loads(tried["TestResult"]["FunctionOutput"])["request"]["uri"] == "/new"
    account.refused("NoSuchFunctionExists", account.call, "GetFunction", Name="moves", Stage="LIVE")
    account.call("PublishFunction", Name="moves", IfMatch=made["ETag"])
    assert account.call("GetFunction", Name="moves", Stage="LIVE")["FunctionCode"] == code


def connection_function_verbs(account):
    code = b"function connectionHandler(connection) { connection.deny() }"
    made = account.call(
        "CreateConnectionFunction", Name="denies", ConnectionFunctionConfig=RUNTIME, ConnectionFunctionCode=code
    )
    at = {"Id": made["ConnectionFunctionSummary"]["Id"], "IfMatch": made["ETag"]}
    tried = account.call("TestConnectionFunction", **at, ConnectionObject=b'{"clientIp":"203.0.113.7"}')
    assert "deny" in tried["ConnectionFunctionTestResult"]["ConnectionFunctionOutput"]
    account.call("PublishConnectionFunction", **at)
    assert account.call("GetConnectionFunction", Identifier=at["Id"], Stage="LIVE")["ConnectionFunctionCode"] == code


def resource_policies(account):
    arn = account.call("CreateAnycastIpList", Name="shared", IpCount=3)["AnycastIpList"]["Arn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "111122223333"},
        "Action": "cloudfront:CreateDistribution",
        "Resource": "*",
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    account.call("PutResourcePolicy", ResourceArn=arn, PolicyDocument=document)
    assert account.call("GetResourcePolicy", ResourceArn=arn)["PolicyDocument"] == document
    account.call("DeleteResourcePolicy", ResourceArn=arn)
    account.refused("EntityNotFound", account.call, "GetResourcePolicy", ResourceArn=arn)


def users_of_policies(account):
    """Which distributions have what, for all lists of them: three users, two to a page."""
    nothing = {
        "HeadersConfig": {"HeaderBehavior": "none"},
        "CookiesConfig": {"CookieBehavior": "none"},
        "QueryStringsConfig": {"QueryStringBehavior": "none"},
    }
    cache = account.call("CreateCachePolicy", CachePolicyConfig={"Name": "own", "MinTTL": 1})["CachePolicy"]["Id"]
    request = account.call("CreateOriginRequestPolicy", OriginRequestPolicyConfig={"Name": "own", **nothing})
    headers = account.call(
        "CreateResponseHeadersPolicy",
        ResponseHeadersPolicyConfig={
            "Name": "own",
            "CustomHeadersConfig": {"Quantity": 1, "Items": [{"Header": "X-Site", "Value": "1", "Override": True}]},
        },
    )
    group = account.call("CreateKeyGroup", KeyGroupConfig={"Name": "own", "Items": [account.need("PublicKey")]})
    stream = {
        "RoleARN": "arn:aws:iam::123456789012:role/logs",
        "StreamARN": "arn:aws:kinesis:us-east-1:123456789012:stream/logs",
    }
    logs = account.call(
        "CreateRealtimeLogConfig",
        Name="own",
        SamplingRate=100,
        Fields=["timestamp"],
        EndPoints=[{"StreamType": "Kinesis", "KinesisStreamConfig": stream}],
    )["RealtimeLogConfig"]["ARN"]
    asked = {
        "ListDistributionsByCachePolicyId": {"CachePolicyId": cache},
        "ListDistributionsByOriginRequestPolicyId": {"OriginRequestPolicyId": request["OriginRequestPolicy"]["Id"]},
        "ListDistributionsByResponseHeadersPolicyId": {"ResponseHeadersPolicyId": headers["ResponseHeadersPolicy"]["Id"]},
        "ListDistributionsByKeyGroup": {"KeyGroupId": group["KeyGroup"]["Id"]},
        "ListDistributionsByRealtimeLogConfig": {"RealtimeLogConfigArn": logs},
    }
    behavior = {
        "TargetOriginId": "bucket",
        "ViewerProtocolPolicy": "redirect-to-https",
        "CachePolicyId": cache,
        "OriginRequestPolicyId": request["OriginRequestPolicy"]["Id"],
        "ResponseHeadersPolicyId": headers["ResponseHeadersPolicy"]["Id"],
        "TrustedKeyGroups": {"Enabled": True, "Quantity": 1, "Items": [group["KeyGroup"]["Id"]]},
        "RealtimeLogConfigArn": logs,
    }
    account.distribution()
    users = sorted(account.distribution(DefaultCacheBehavior=behavior)["Id"] for _ in range(3))
    for operation, given in asked.items():
        found = [item if isinstance(item, str) else item["Id"] for item in account.all(operation, **given)]
        assert sorted(found) == users, (operation, found, users)


def users_of_networks(account):
    anycast = account.call("CreateAnycastIpList", Name="own", IpCount=3)["AnycastIpList"]
    endpoint = {
        "Name": "own",
        "Arn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/internal/0123456789abcdef",
        "HTTPPort": 80,
        "HTTPSPort": 443,
        "OriginProtocolPolicy": "https-only",
    }
    vpc = account.call("CreateVpcOrigin", VpcOriginEndpointConfig=endpoint)["VpcOrigin"]["Id"]
    origin = {"Id": "bucket", "DomainName": "app.example.com", "VpcOriginConfig": {"VpcOriginId": vpc}}
    members = {"AnycastIpListId": anycast["Id"], "Origins": {"Quantity": 1, "Items": [origin]}}
    account.distribution()
    users = sorted(account.distribution(**members)["Id"] for _ in range(3))
    for operation, given in {
        "ListDistributionsByAnycastIpListId": {"AnycastIpListId": anycast["Id"]},
        "ListDistributionsByVpcOriginId": {"VpcOriginId": vpc},
        "ListDistributionsByOwnedResource": {"ResourceArn": anycast["Arn"]},
    }.items():
        found = account.all(operation, **given)
        found = [each if isinstance(each, str) else each.get("Id", each.get("DistributionId")) for each in found]
        assert sorted(found) == users, (operation, found, users)


def users_of_client_certificates(account):
    bundle = {"CaCertificatesBundleS3Location": {"Bucket": "certificates", "Key": "ca.pem", "Region": "us-east-1"}}
    trust = account.call("CreateTrustStore", Name="own", CaCertificatesBundleSource=bundle)["TrustStore"]["Id"]
    made = account.call(
        "CreateConnectionFunction",
        Name="own",
        ConnectionFunctionConfig=RUNTIME,
        ConnectionFunctionCode=b"function connectionHandler(connection) { connection.allow() }",
    )
    function = made["ConnectionFunctionSummary"]["Id"]
    account.call("PublishConnectionFunction", Id=function, IfMatch=made["ETag"])
    members = {
        "ViewerMtlsConfig": {"Mode": "required", "TrustStoreConfig": {"TrustStoreId": trust}},
        "ConnectionFunctionAssociation": {"Id": function},
    }
    account.distribution()
    users = sorted(account.distribution(**members)["Id"] for _ in range(3))
    found = account.all("ListDistributionsByTrustStore", TrustStoreIdentifier=trust)
    assert sorted(ids(found)) == users
    found = account.all("ListDistributionsByConnectionFunction", ConnectionFunctionIdentifier=function)
    assert sorted(ids(found)) == users


def tenant_of(account, distribution, name, **members):
    answer = account.call(
        "CreateDistributionTenant",
        DistributionId=distribution,
        Name=name,
        Domains=[{"Domain": f"{name}.example.com"}],
        **members,
    )
    return {**answer["DistributionTenant"], "ETag": answer["ETag"]}


def tenant_verbs(account):
    template = account.need("MultiTenant")
    assert ids(account.all("ListDistributionsByConnectionMode", ConnectionMode="tenant-only")) == [template]
    tenant = tenant_of(account, template, "shop")
    found = account.call("GetDistributionTenantByDomain", Domain="shop.example.com")["DistributionTenant"]
    assert found["Id"] == tenant["Id"]
    tied = account.call(
        "AssociateDistributionTenantWebACL", Id=tenant["Id"], IfMatch=tenant["ETag"], WebACLArn=WEB_ACL
    )
    assert ids(account.all("ListDistributionTenantsByCustomization", WebACLArn=WEB_ACL)) == [tenant["Id"]]
    account.call("DisassociateDistributionTenantWebACL", Id=tenant["Id"], IfMatch=tied["ETag"])
    assert account.all("ListDistributionTenantsByCustomization", WebACLArn=WEB_ACL) == []
    group = account.call("GetConnectionGroup", Identifier=tenant["ConnectionGroupId"])["ConnectionGroup"]
    routed = account.call("GetConnectionGroupByRoutingEndpoint", RoutingEndpoint=group["RoutingEndpoint"])
    assert routed["ConnectionGroup"]["Id"] == group["Id"]


def tenant_invalidations(account):
    tenant = tenant_of(account, account.need("MultiTenant"), "shop")["Id"]
    made = [
        account.call(
            "CreateInvalidationForDistributionTenant", Id=tenant, InvalidationBatch=batch(f"batch-{n}", f"/{n}")
        )["Invalidation"]["Id"]
        for n in range(3)
    ]
    assert sorted(ids(account.all("ListInvalidationsForDistributionTenant", Id=tenant))) == sorted(made)
    at = {"DistributionTenantId": tenant, "Id": made[0]}
    assert account.call("GetInvalidationForDistributionTenant", **at)["Invalidation"]["Status"] == "InProgress"
    account.wait("invalidation_for_distribution_tenant_completed", **at)


def domains(account):
    template = account.distribution(ConnectionMode="tenant-only", ViewerCertificate=CERTIFICATE)["Id"]
    tenant = tenant_of(account, template, "shop", ManagedCertificateRequest={"ValidationTokenHost": "self-hosted"})
    details = account.call("GetManagedCertificateDetails", Identifier=tenant["Id"])["ManagedCertificateDetails"]
    assert details["CertificateStatus"] == "pending-validation"
    checked = account.call("VerifyDnsConfiguration", Identifier=tenant["Id"], Domain="shop.example.com")
    assert [each["Domain"] for each in checked["DnsConfigurationList"]] == ["shop.example.com"]
    holders = [
        account.distribution(
            ViewerCertificate=CERTIFICATE, Enabled=False, Aliases={"Quantity": 1, "Items": [f"{name}.example.com"]}
        )
        for name in ("a", "b", "c")
    ]
    resource = {"DistributionTenantId": tenant["Id"]}
    conflicts = account.all("ListDomainConflicts", Domain="*.example.com", DomainControlValidationResource=resource)
    assert [each["Domain"] for each in conflicts] == ["a.example.com", "b.example.com", "c.example.com"]
    moved = {"Domain": "a.example.com", "TargetResource": resource, "IfMatch": tenant["ETag"]}
    account.call("UpdateDomainAssociation", **moved)
    account.refused("PreconditionFailed", account.call, "UpdateDomainAssociation", **{**moved, "Domain": "b.example.com"})
    assert len(holders) == 3


SUBJECTS = {
    "deployment of distributions": deployment_of_distributions,
    "invalidations": invalidations,
    "tags": tags,
    "deployment of streaming distributions": streams,
    "monitoring subscriptions": monitoring,
    "aliases": aliases,
    "web ACLs": web_acls,
    "continuous deployment and promotion": continuous_deployment,
    "publishing and testing functions": function_verbs,
    "publishing and testing connection functions": connection_function_verbs,
    "resource policies": resource_policies,
    "distributions by what they have": users_of_policies,
    "distributions by their networks": users_of_networks,
    "distributions by what judges client certificates": users_of_client_certificates,
    "web ACLs, domains and connection groups of tenants": tenant_verbs,
    "invalidations of tenants": tenant_invalidations,
    "domains and managed certificates": domains,
}

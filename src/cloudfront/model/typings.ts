// Written by `npm run typings` from the typings of @aws-sdk/client-cloudfront 3.1164.0; not edited by hand.
// Descriptions: Copyright Amazon.com, Inc. or its affiliates, Apache License 2.0, shortened.
import { type Typings } from './typings-of.ts'

export const typings: Typings = {
 "structures": {
  "ActiveTrustedKeyGroups": {
   "description": "A list of key groups, and the public keys in each key group, that CloudFront can use to verify the signatures of signed URLs and signed cookies.",
   "members": {
    "Enabled": {
     "description": "This field is true if any of the key groups have public keys that CloudFront can use to verify the signatures of signed URLs and signed cookies. If not, this field is false."
    },
    "Quantity": {
     "description": "The number of key groups in the list."
    },
    "Items": {
     "description": "A list of key groups, including the identifiers of the public keys in each key group that CloudFront can use to verify the signatures of signed URLs and signed cookies."
    }
   }
  },
  "ActiveTrustedSigners": {
   "description": "A list of Amazon Web Services accounts and the active CloudFront key pairs in each account that CloudFront can use to verify the signatures of signed URLs and signed cookies.",
   "members": {
    "Enabled": {
     "description": "This field is true if any of the Amazon Web Services accounts in the list are configured as trusted signers. If not, this field is false."
    },
    "Quantity": {
     "description": "The number of Amazon Web Services accounts in the list."
    },
    "Items": {
     "description": "A list of Amazon Web Services accounts and the identifiers of active CloudFront key pairs in each account that CloudFront can use to verify the signatures of signed URLs and signed cookies."
    }
   }
  },
  "AliasICPRecordal": {
   "description": "Amazon Web Services services in China customers must file for an Internet Content Provider (ICP) recordal if they want to serve content publicly on an alternate domain name, also known as a CNAME, that they've added to CloudFront.",
   "members": {
    "CNAME": {
     "description": "A domain name associated with a distribution."
    },
    "ICPRecordalStatus": {
     "description": "The Internet Content Provider (ICP) recordal status for a CNAME. The ICPRecordalStatus is set to APPROVED for all CNAMEs (aliases) in Amazon Web Services Regions outside of China.",
     "enum": "ICPRecordalStatus"
    }
   }
  },
  "Aliases": {
   "description": "A complex type that contains information about CNAMEs (alternate domain names), if any, for this distribution.",
   "members": {
    "Quantity": {
     "description": "The number of CNAME aliases, if any, that you want to associate with this distribution."
    },
    "Items": {
     "description": "A complex type that contains the CNAME aliases, if any, that you want to associate with this distribution."
    }
   }
  },
  "AllowedMethods": {
   "description": "A complex type that controls which HTTP methods CloudFront processes and forwards to your Amazon S3 bucket or your custom origin.",
   "members": {
    "Quantity": {
     "description": "The number of HTTP methods that you want CloudFront to forward to your origin."
    },
    "Items": {
     "description": "A complex type that contains the HTTP methods that you want CloudFront to process and forward to your origin.",
     "enum": "Method"
    },
    "CachedMethods": {
     "description": "A complex type that controls whether CloudFront caches the response to requests using the specified HTTP methods."
    }
   }
  },
  "AnycastIpList": {
   "description": "An Anycast static IP list.",
   "members": {
    "Id": {
     "description": "The ID of the Anycast static IP list."
    },
    "Name": {
     "description": "The name of the Anycast static IP list."
    },
    "Status": {
     "description": "The status of the Anycast static IP list. Valid values: Deployed, Deploying, or Failed."
    },
    "Arn": {
     "description": "The Amazon Resource Name (ARN) of the Anycast static IP list."
    },
    "IpAddressType": {
     "description": "The IP address type for the Anycast static IP list.",
     "enum": "IpAddressType"
    },
    "IpamConfig": {
     "description": "The IPAM configuration for the Anycast static IP list, that contains the quantity and list of IPAM CIDR configurations."
    },
    "AnycastIps": {
     "description": "The static IP addresses that are allocated to the Anycast static IP list."
    },
    "IpCount": {
     "description": "The number of IP addresses in the Anycast static IP list."
    },
    "LastModifiedTime": {
     "description": "The last time the Anycast static IP list was modified."
    }
   }
  },
  "AnycastIpListCollection": {
   "description": "The Anycast static IP list collection.",
   "members": {
    "Items": {
     "description": "Items in the Anycast static IP list collection. Each item is of the AnycastIpListSummary structure type."
    },
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list. The response includes items in the list that occur after the marker."
    },
    "NextMarker": {
     "description": "Indicates the next page of the Anycast static IP list collection. To get the next page of the list, use this value in the Marker field of your request."
    },
    "MaxItems": {
     "description": "The maximum number of Anycast static IP list collections that you want returned in the response."
    },
    "IsTruncated": {
     "description": "If there are more items in the list collection than are in this response, this value is true."
    },
    "Quantity": {
     "description": "The quantity of Anycast static IP lists in the collection."
    }
   }
  },
  "AnycastIpListSummary": {
   "description": "An abbreviated version of the AnycastIpList structure. Omits the allocated static IP addresses (AnycastIpList$AnycastIps).",
   "members": {
    "Id": {
     "description": "The ID of the Anycast static IP list."
    },
    "Name": {
     "description": "The name of the Anycast static IP list."
    },
    "Status": {
     "description": "The deployment status of the Anycast static IP list. Valid values: Deployed, Deploying, or Failed."
    },
    "Arn": {
     "description": "The Amazon Resource Name (ARN) of the Anycast static IP list."
    },
    "IpCount": {
     "description": "The number of IP addresses in the Anycast static IP list."
    },
    "LastModifiedTime": {
     "description": "The last time the Anycast static IP list was modified."
    },
    "IpAddressType": {
     "description": "The IP address type for the Anycast static IP list.",
     "enum": "IpAddressType"
    },
    "ETag": {
     "description": "The current version (ETag value) of the Anycast static IP list."
    },
    "IpamConfig": {
     "description": "The IPAM configuration for the Anycast static IP list, that contains the quantity and list of IPAM CIDR configurations."
    }
   }
  },
  "AssociateAliasRequest": {
   "members": {
    "TargetDistributionId": {
     "description": "The ID of the standard distribution that you're associating the alias with."
    },
    "Alias": {
     "description": "The alias (also known as a CNAME) to add to the target standard distribution."
    }
   }
  },
  "AssociateDistributionTenantWebACLRequest": {
   "members": {
    "Id": {
     "description": "The ID of the distribution tenant."
    },
    "WebACLArn": {
     "description": "The Amazon Resource Name (ARN) of the WAF web ACL to associate."
    },
    "IfMatch": {
     "description": "The current ETag of the distribution tenant. This value is returned in the response of the GetDistributionTenant API operation."
    }
   }
  },
  "AssociateDistributionTenantWebACLResult": {
   "members": {
    "Id": {
     "description": "The ID of the distribution tenant."
    },
    "WebACLArn": {
     "description": "The ARN of the WAF web ACL that you associated with the distribution tenant."
    },
    "ETag": {
     "description": "The current version of the distribution tenant."
    }
   }
  },
  "AssociateDistributionWebACLRequest": {
   "members": {
    "Id": {
     "description": "The ID of the distribution."
    },
    "WebACLArn": {
     "description": "The Amazon Resource Name (ARN) of the WAF web ACL to associate."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when retrieving the distribution that you're associating with the WAF web ACL."
    }
   }
  },
  "AssociateDistributionWebACLResult": {
   "members": {
    "Id": {
     "description": "The ID of the distribution."
    },
    "WebACLArn": {
     "description": "The ARN of the WAF web ACL that you associated with the distribution."
    },
    "ETag": {
     "description": "The current version of the distribution."
    }
   }
  },
  "CaCertificatesBundleS3Location": {
   "description": "The CA certificates bundle location in Amazon S3.",
   "members": {
    "Bucket": {
     "description": "The S3 bucket."
    },
    "Key": {
     "description": "The location's key."
    },
    "Region": {
     "description": "The location's Region."
    },
    "Version": {
     "description": "The location's version."
    }
   }
  },
  "CacheBehavior": {
   "description": "A complex type that describes how CloudFront processes requests.",
   "members": {
    "PathPattern": {
     "description": "The pattern (for example, images/*.jpg) that specifies which requests to apply the behavior to."
    },
    "TargetOriginId": {
     "description": "The value of ID for the origin that you want CloudFront to route requests to when they match this cache behavior."
    },
    "TrustedSigners": {
     "description": "We recommend using TrustedKeyGroups instead of TrustedSigners. For standard distributions only."
    },
    "TrustedKeyGroups": {
     "description": "A list of key groups that CloudFront can use to validate signed URLs or signed cookies."
    },
    "ViewerProtocolPolicy": {
     "description": "The protocol that viewers can use to access the files in the origin specified by TargetOriginId when a request matches the path pattern in PathPattern.",
     "enum": "ViewerProtocolPolicy"
    },
    "AllowedMethods": {
     "description": "A complex type that controls which HTTP methods CloudFront processes and forwards to your Amazon S3 bucket or your custom origin."
    },
    "SmoothStreaming": {
     "description": "Indicates whether you want to distribute media files in the Microsoft Smooth Streaming format using the origin that is associated with this cache behavior. For standard distributions only."
    },
    "Compress": {
     "description": "Whether you want CloudFront to automatically compress certain files for this cache behavior. If so, specify true; if not, specify false."
    },
    "LambdaFunctionAssociations": {
     "description": "A complex type that contains zero or more Lambda@Edge function associations for a cache behavior."
    },
    "FunctionAssociations": {
     "description": "A list of CloudFront functions that are associated with this cache behavior. CloudFront functions must be published to the LIVE stage to associate them with a cache behavior."
    },
    "FieldLevelEncryptionId": {
     "description": "The value of ID for the field-level encryption configuration that you want CloudFront to use for encrypting specific fields of data for this cache behavior."
    },
    "RealtimeLogConfigArn": {
     "description": "The Amazon Resource Name (ARN) of the real-time log configuration that is attached to this cache behavior."
    },
    "CachePolicyId": {
     "description": "The unique identifier of the cache policy that is attached to this cache behavior. A CacheBehavior must include either a CachePolicyId or ForwardedValues."
    },
    "OriginRequestPolicyId": {
     "description": "The unique identifier of the origin request policy that is attached to this cache behavior."
    },
    "ResponseHeadersPolicyId": {
     "description": "The identifier for a response headers policy."
    },
    "GrpcConfig": {
     "description": "The gRPC configuration for your cache behavior."
    },
    "ForwardedValues": {
     "description": "This field is deprecated. We recommend that you use a cache policy or an origin request policy instead of this field.",
     "deprecated": true
    },
    "MinTTL": {
     "description": "This field is deprecated. We recommend that you use the MinTTL field in a cache policy instead of this field. For standard distributions only.",
     "deprecated": true
    },
    "DefaultTTL": {
     "description": "This field is deprecated. We recommend that you use the DefaultTTL field in a cache policy instead of this field. For standard distributions only.",
     "deprecated": true
    },
    "MaxTTL": {
     "description": "This field is deprecated. We recommend that you use the MaxTTL field in a cache policy instead of this field. For standard distributions only.",
     "deprecated": true
    }
   }
  },
  "CacheBehaviors": {
   "description": "A complex type that contains zero or more CacheBehavior elements.",
   "members": {
    "Quantity": {
     "description": "The number of cache behaviors for this distribution."
    },
    "Items": {
     "description": "Optional: A complex type that contains cache behaviors for this distribution. If Quantity is 0, you can omit Items."
    }
   }
  },
  "CachePolicy": {
   "description": "A cache policy.",
   "members": {
    "Id": {
     "description": "The unique identifier for the cache policy."
    },
    "LastModifiedTime": {
     "description": "The date and time when the cache policy was last modified."
    },
    "CachePolicyConfig": {
     "description": "The cache policy configuration."
    }
   }
  },
  "CachePolicyConfig": {
   "description": "A cache policy configuration.",
   "members": {
    "Comment": {
     "description": "A comment to describe the cache policy. The comment cannot be longer than 128 characters."
    },
    "Name": {
     "description": "A unique name to identify the cache policy."
    },
    "DefaultTTL": {
     "description": "The default amount of time, in seconds, that you want objects to stay in the CloudFront cache before CloudFront sends another request to the origin to see if the object has been updated."
    },
    "MaxTTL": {
     "description": "The maximum amount of time, in seconds, that objects stay in the CloudFront cache before CloudFront sends another request to the origin to see if the object has been updated."
    },
    "MinTTL": {
     "description": "The minimum amount of time, in seconds, that you want objects to stay in the CloudFront cache before CloudFront sends another request to the origin to see if the object has been updated."
    },
    "ParametersInCacheKeyAndForwardedToOrigin": {
     "description": "The HTTP headers, cookies, and URL query strings to include in the cache key."
    }
   }
  },
  "CachePolicyCookiesConfig": {
   "description": "An object that determines whether any cookies in viewer requests (and if so, which cookies) are included in the cache key and in requests that CloudFront sends to the origin.",
   "members": {
    "CookieBehavior": {
     "description": "Determines whether any cookies in viewer requests are included in the cache key and in requests that CloudFront sends to the origin.",
     "enum": "CachePolicyCookieBehavior"
    },
    "Cookies": {
     "description": "Contains a list of cookie names."
    }
   }
  },
  "CachePolicyHeadersConfig": {
   "description": "An object that determines whether any HTTP headers (and if so, which headers) are included in the cache key and in requests that CloudFront sends to the origin.",
   "members": {
    "HeaderBehavior": {
     "description": "Determines whether any HTTP headers are included in the cache key and in requests that CloudFront sends to the origin.",
     "enum": "CachePolicyHeaderBehavior"
    },
    "Headers": {
     "description": "Contains a list of HTTP header names."
    }
   }
  },
  "CachePolicyList": {
   "description": "A list of cache policies.",
   "members": {
    "NextMarker": {
     "description": "If there are more items in the list than are in this response, this element is present."
    },
    "MaxItems": {
     "description": "The maximum number of cache policies requested."
    },
    "Quantity": {
     "description": "The total number of cache policies returned in the response."
    },
    "Items": {
     "description": "Contains the cache policies in the list."
    }
   }
  },
  "CachePolicyQueryStringsConfig": {
   "description": "An object that determines whether any URL query strings in viewer requests (and if so, which query strings) are included in the cache key and in requests that CloudFront sends to the origin.",
   "members": {
    "QueryStringBehavior": {
     "description": "Determines whether any URL query strings in viewer requests are included in the cache key and in requests that CloudFront sends to the origin.",
     "enum": "CachePolicyQueryStringBehavior"
    },
    "QueryStrings": {
     "description": "Contains the specific query strings in viewer requests that either are or are not included in the cache key and in requests that CloudFront sends to the origin."
    }
   }
  },
  "CachePolicySummary": {
   "description": "Contains a cache policy.",
   "members": {
    "Type": {
     "description": "The type of cache policy, either managed (created by Amazon Web Services) or custom (created in this Amazon Web Services account).",
     "enum": "CachePolicyType"
    },
    "CachePolicy": {
     "description": "The cache policy."
    }
   }
  },
  "CacheTagConfig": {
   "description": "A complex type that specifies the HTTP header name from which CloudFront extracts cache tags from origin responses.",
   "members": {
    "HeaderName": {
     "description": "The name of the HTTP header that your origin includes in responses. CloudFront uses this header to extract cache tags."
    }
   }
  },
  "CachedMethods": {
   "description": "A complex type that controls whether CloudFront caches the response to requests using the specified HTTP methods.",
   "members": {
    "Quantity": {
     "description": "The number of HTTP methods for which you want CloudFront to cache responses."
    },
    "Items": {
     "description": "A complex type that contains the HTTP methods that you want CloudFront to cache responses to.",
     "enum": "Method"
    }
   }
  },
  "Certificate": {
   "description": "The Certificate Manager (ACM) certificate associated with your distribution.",
   "members": {
    "Arn": {
     "description": "The Amazon Resource Name (ARN) of the ACM certificate."
    }
   }
  },
  "CloudFrontOriginAccessIdentity": {
   "description": "CloudFront origin access identity.",
   "members": {
    "Id": {
     "description": "The ID for the origin access identity, for example, E74FTE3AJFJ256A."
    },
    "S3CanonicalUserId": {
     "description": "The Amazon S3 canonical user ID for the origin access identity, used when giving the origin access identity read permission to an object in Amazon S3."
    },
    "CloudFrontOriginAccessIdentityConfig": {
     "description": "The current configuration information for the identity."
    }
   }
  },
  "CloudFrontOriginAccessIdentityConfig": {
   "description": "Origin access identity configuration. Send a GET request to the /CloudFront API version/CloudFront/identity ID/config resource.",
   "members": {
    "CallerReference": {
     "description": "A unique value (for example, a date-time stamp) that ensures that the request can't be replayed."
    },
    "Comment": {
     "description": "A comment to describe the origin access identity. The comment cannot be longer than 128 characters."
    }
   }
  },
  "CloudFrontOriginAccessIdentityList": {
   "description": "Lists the origin access identities for CloudFront.Send a GET request to the /CloudFront API version/origin-access-identity/cloudfront resource.",
   "members": {
    "Marker": {
     "description": "Use this when paginating results to indicate where to begin in your list of origin access identities. The results include identities in the list that occur after the marker."
    },
    "NextMarker": {
     "description": "If IsTruncated is true, this element is present and contains the value you can use for the Marker request parameter to continue listing your origin access identities where they left off."
    },
    "MaxItems": {
     "description": "The maximum number of origin access identities you want in the response body."
    },
    "IsTruncated": {
     "description": "A flag that indicates whether more origin access identities remain to be listed."
    },
    "Quantity": {
     "description": "The number of CloudFront origin access identities that were created by the current Amazon Web Services account."
    },
    "Items": {
     "description": "A complex type that contains one CloudFrontOriginAccessIdentitySummary element for each origin access identity that was created by the current Amazon Web Services account."
    }
   }
  },
  "CloudFrontOriginAccessIdentitySummary": {
   "description": "Summary of the information about a CloudFront origin access identity.",
   "members": {
    "Id": {
     "description": "The ID for the origin access identity. For example: E74FTE3AJFJ256A."
    },
    "S3CanonicalUserId": {
     "description": "The Amazon S3 canonical user ID for the origin access identity, which you use when giving the origin access identity read permission to an object in Amazon S3."
    },
    "Comment": {
     "description": "The comment for this origin access identity, as originally specified when created."
    }
   }
  },
  "ConflictingAlias": {
   "description": "An alias (also called a CNAME) and the CloudFront standard distribution and Amazon Web Services account ID that it's associated with.",
   "members": {
    "Alias": {
     "description": "An alias (also called a CNAME)."
    },
    "DistributionId": {
     "description": "The (partially hidden) ID of the CloudFront standard distribution associated with the alias."
    },
    "AccountId": {
     "description": "The (partially hidden) ID of the Amazon Web Services account that owns the standard distribution that's associated with the alias."
    }
   }
  },
  "ConflictingAliasesList": {
   "description": "A list of aliases (also called CNAMEs) and the CloudFront standard distributions and Amazon Web Services accounts that they are associated with.",
   "members": {
    "NextMarker": {
     "description": "If there are more items in the list than are in this response, this element is present."
    },
    "MaxItems": {
     "description": "The maximum number of conflicting aliases requested."
    },
    "Quantity": {
     "description": "The number of conflicting aliases returned in the response."
    },
    "Items": {
     "description": "Contains the conflicting aliases in the list."
    }
   }
  },
  "ConnectionFunctionAssociation": {
   "description": "A connection function association.",
   "members": {
    "Id": {
     "description": "The association's ID."
    }
   }
  },
  "ConnectionFunctionSummary": {
   "description": "A connection function summary.",
   "members": {
    "Name": {
     "description": "The connection function name."
    },
    "Id": {
     "description": "The connection function ID."
    },
    "ConnectionFunctionConfig": {
     "description": "Contains configuration information about a CloudFront function."
    },
    "ConnectionFunctionArn": {
     "description": "The connection function Amazon Resource Name (ARN)."
    },
    "Status": {
     "description": "The connection function status."
    },
    "Stage": {
     "description": "The connection function stage.",
     "enum": "FunctionStage"
    },
    "CreatedTime": {
     "description": "The connection function created time."
    },
    "LastModifiedTime": {
     "description": "The connection function last modified time."
    }
   }
  },
  "ConnectionFunctionTestResult": {
   "description": "A connection function test result.",
   "members": {
    "ConnectionFunctionSummary": {
     "description": "The connection function summary."
    },
    "ComputeUtilization": {
     "description": "The connection function compute utilization."
    },
    "ConnectionFunctionExecutionLogs": {
     "description": "The connection function execution logs."
    },
    "ConnectionFunctionErrorMessage": {
     "description": "The connection function error message."
    },
    "ConnectionFunctionOutput": {
     "description": "The connection function output."
    }
   }
  },
  "ConnectionGroup": {
   "description": "The connection group for your distribution tenants.",
   "members": {
    "Id": {
     "description": "The ID of the connection group."
    },
    "Name": {
     "description": "The name of the connection group."
    },
    "Arn": {
     "description": "The Amazon Resource Name (ARN) of the connection group."
    },
    "CreatedTime": {
     "description": "The date and time when the connection group was created."
    },
    "LastModifiedTime": {
     "description": "The date and time when the connection group was updated."
    },
    "Tags": {
     "description": "A complex type that contains zero or more Tag elements."
    },
    "Ipv6Enabled": {
     "description": "IPv6 is enabled for the connection group."
    },
    "RoutingEndpoint": {
     "description": "The routing endpoint (also known as the DNS name) that is assigned to the connection group, such as d111111abcdef8.cloudfront.net."
    },
    "AnycastIpListId": {
     "description": "The ID of the Anycast static IP list."
    },
    "Status": {
     "description": "The status of the connection group."
    },
    "Enabled": {
     "description": "Whether the connection group is enabled."
    },
    "IsDefault": {
     "description": "Whether the connection group is the default connection group for the distribution tenants."
    }
   }
  },
  "ConnectionGroupAssociationFilter": {
   "description": "Contains information about what CloudFront resources your connection groups are associated with.",
   "members": {
    "AnycastIpListId": {
     "description": "The ID of the Anycast static IP list."
    }
   }
  },
  "ConnectionGroupSummary": {
   "description": "A summary that contains details about your connection groups.",
   "members": {
    "Id": {
     "description": "The ID of the connection group."
    },
    "Name": {
     "description": "The name of the connection group."
    },
    "Arn": {
     "description": "The Amazon Resource Name (ARN) of the connection group."
    },
    "RoutingEndpoint": {
     "description": "The routing endpoint (also known as the DNS name) that is assigned to the connection group, such as d111111abcdef8.cloudfront.net."
    },
    "CreatedTime": {
     "description": "The date and time when the connection group was created."
    },
    "LastModifiedTime": {
     "description": "The date and time when the connection group was updated."
    },
    "ETag": {
     "description": "The current version of the connection group."
    },
    "AnycastIpListId": {
     "description": "The ID of the Anycast static IP list."
    },
    "Enabled": {
     "description": "Whether the connection group is enabled."
    },
    "Status": {
     "description": "The status of the connection group."
    },
    "IsDefault": {
     "description": "Whether the connection group is the default connection group for the distribution tenants."
    }
   }
  },
  "ContentTypeProfile": {
   "description": "A field-level encryption content type profile.",
   "members": {
    "Format": {
     "description": "The format for a field-level encryption content type-profile mapping.",
     "enum": "Format"
    },
    "ProfileId": {
     "description": "The profile ID for a field-level encryption content type-profile mapping."
    },
    "ContentType": {
     "description": "The content type for a field-level encryption content type-profile mapping."
    }
   }
  },
  "ContentTypeProfileConfig": {
   "description": "The configuration for a field-level encryption content type-profile mapping.",
   "members": {
    "ForwardWhenContentTypeIsUnknown": {
     "description": "The setting in a field-level encryption content type-profile mapping that specifies what to do when an unknown content type is provided for the profile."
    },
    "ContentTypeProfiles": {
     "description": "The configuration for a field-level encryption content type-profile."
    }
   }
  },
  "ContentTypeProfiles": {
   "description": "Field-level encryption content type-profile.",
   "members": {
    "Quantity": {
     "description": "The number of field-level encryption content type-profile mappings."
    },
    "Items": {
     "description": "Items in a field-level encryption content type-profile mapping."
    }
   }
  },
  "ContinuousDeploymentPolicy": {
   "description": "A continuous deployment policy.",
   "members": {
    "Id": {
     "description": "The identifier of the continuous deployment policy."
    },
    "LastModifiedTime": {
     "description": "The date and time the continuous deployment policy was last modified."
    },
    "ContinuousDeploymentPolicyConfig": {
     "description": "Contains the configuration for a continuous deployment policy."
    }
   }
  },
  "ContinuousDeploymentPolicyConfig": {
   "description": "Contains the configuration for a continuous deployment policy.",
   "members": {
    "StagingDistributionDnsNames": {
     "description": "The CloudFront domain name of the staging distribution. For example: d111111abcdef8.cloudfront.net."
    },
    "Enabled": {
     "description": "A Boolean that indicates whether this continuous deployment policy is enabled (in effect). When this value is true, this policy is enabled and in effect."
    },
    "TrafficConfig": {
     "description": "Contains the parameters for routing production traffic from your primary to staging distributions."
    }
   }
  },
  "ContinuousDeploymentPolicyList": {
   "description": "Contains a list of continuous deployment policies.",
   "members": {
    "NextMarker": {
     "description": "Indicates the next page of continuous deployment policies. To get the next page of the list, use this value in the Marker field of your request."
    },
    "MaxItems": {
     "description": "The maximum number of continuous deployment policies that were specified in your request."
    },
    "Quantity": {
     "description": "The total number of continuous deployment policies in your Amazon Web Services account, regardless of the MaxItems value."
    },
    "Items": {
     "description": "A list of continuous deployment policy items."
    }
   }
  },
  "ContinuousDeploymentPolicySummary": {
   "description": "A summary of the information about your continuous deployment policies.",
   "members": {
    "ContinuousDeploymentPolicy": {
     "description": "The continuous deployment policy."
    }
   }
  },
  "ContinuousDeploymentSingleHeaderConfig": {
   "description": "This configuration determines which HTTP requests are sent to the staging distribution.",
   "members": {
    "Header": {
     "description": "The request header name that you want CloudFront to send to your staging distribution. The header must contain the prefix aws-cf-cd-."
    },
    "Value": {
     "description": "The request header value."
    }
   }
  },
  "ContinuousDeploymentSingleWeightConfig": {
   "description": "Contains the percentage of traffic to send to a staging distribution.",
   "members": {
    "Weight": {
     "description": "The percentage of traffic to send to a staging distribution, expressed as a decimal number between 0 and 0.15.",
     "float": true
    },
    "SessionStickinessConfig": {
     "description": "Session stickiness provides the ability to define multiple requests from a single viewer as a single session."
    }
   }
  },
  "CookieNames": {
   "description": "Contains a list of cookie names.",
   "members": {
    "Quantity": {
     "description": "The number of cookie names in the Items list."
    },
    "Items": {
     "description": "A list of cookie names."
    }
   }
  },
  "CookiePreference": {
   "description": "This field is deprecated. We recommend that you use a cache policy or an origin request policy instead of this field.",
   "members": {
    "Forward": {
     "description": "This field is deprecated. We recommend that you use a cache policy or an origin request policy instead of this field.",
     "enum": "ItemSelection"
    },
    "WhitelistedNames": {
     "description": "This field is deprecated. We recommend that you use a cache policy or an origin request policy instead of this field."
    }
   }
  },
  "CopyDistributionRequest": {
   "members": {
    "PrimaryDistributionId": {
     "description": "The identifier of the primary distribution whose configuration you are copying. To get a distribution ID, use ListDistributions."
    },
    "Staging": {
     "description": "The type of distribution that your primary distribution will be copied to. The only valid value is True, indicating that you are copying to a staging distribution."
    },
    "IfMatch": {
     "description": "The version identifier of the primary distribution whose configuration you are copying."
    },
    "CallerReference": {
     "description": "A value that uniquely identifies a request to create a resource."
    },
    "Enabled": {
     "description": "A Boolean flag to specify the state of the staging distribution when it's created. When you set this value to True, the staging distribution is enabled."
    }
   }
  },
  "CopyDistributionResult": {
   "members": {
    "Distribution": {
     "description": "A distribution tells CloudFront where you want content to be delivered from, and the details about how to track and manage content delivery."
    },
    "Location": {
     "description": "The URL of the staging distribution."
    },
    "ETag": {
     "description": "The version identifier for the current version of the staging distribution."
    }
   }
  },
  "CreateAnycastIpListRequest": {
   "members": {
    "Name": {
     "description": "Name of the Anycast static IP list."
    },
    "IpCount": {
     "description": "The number of static IP addresses that are allocated to the Anycast static IP list. Valid values: 21 or 3."
    },
    "Tags": {
     "description": "A complex type that contains zero or more Tag elements."
    },
    "IpAddressType": {
     "description": "The IP address type for the Anycast static IP list. You can specify one of the following options: ipv4 only; ipv6 only; dualstack - Allocate a list of both IPv4 and IPv6 addresses.",
     "enum": "IpAddressType"
    },
    "IpamCidrConfigs": {
     "description": "A list of IPAM CIDR configurations that specify the IP address ranges and IPAM pool settings for creating the Anycast static IP list."
    }
   }
  },
  "CreateAnycastIpListResult": {
   "members": {
    "AnycastIpList": {
     "description": "A response structure that includes the version identifier (ETag) and the created AnycastIpList structure."
    },
    "ETag": {
     "description": "The version identifier for the current version of the Anycast static IP list."
    }
   }
  },
  "CreateCachePolicyRequest": {
   "members": {
    "CachePolicyConfig": {
     "description": "A cache policy configuration."
    }
   }
  },
  "CreateCachePolicyResult": {
   "members": {
    "CachePolicy": {
     "description": "A cache policy."
    },
    "Location": {
     "description": "The fully qualified URI of the cache policy just created."
    },
    "ETag": {
     "description": "The current version of the cache policy."
    }
   }
  },
  "CreateCloudFrontOriginAccessIdentityRequest": {
   "description": "The request to create a new origin access identity (OAI).",
   "members": {
    "CloudFrontOriginAccessIdentityConfig": {
     "description": "The current configuration information for the identity."
    }
   }
  },
  "CreateCloudFrontOriginAccessIdentityResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "CloudFrontOriginAccessIdentity": {
     "description": "The origin access identity's information."
    },
    "Location": {
     "description": "The fully qualified URI of the new origin access identity just created."
    },
    "ETag": {
     "description": "The current version of the origin access identity created."
    }
   }
  },
  "CreateConnectionFunctionRequest": {
   "members": {
    "Name": {
     "description": "A name for the connection function."
    },
    "ConnectionFunctionConfig": {
     "description": "Contains configuration information about a CloudFront function."
    },
    "ConnectionFunctionCode": {
     "description": "The code for the connection function."
    },
    "Tags": {
     "description": "A complex type that contains zero or more Tag elements."
    }
   }
  },
  "CreateConnectionFunctionResult": {
   "members": {
    "ConnectionFunctionSummary": {
     "description": "The summary for the connection function."
    },
    "Location": {
     "description": "The location of the connection function."
    },
    "ETag": {
     "description": "The version identifier for the current version of the connection function."
    }
   }
  },
  "CreateConnectionGroupRequest": {
   "members": {
    "Name": {
     "description": "The name of the connection group. Enter a friendly identifier that is unique within your Amazon Web Services account."
    },
    "Ipv6Enabled": {
     "description": "Enable IPv6 for the connection group. The default is true."
    },
    "Tags": {
     "description": "A complex type that contains zero or more Tag elements."
    },
    "AnycastIpListId": {
     "description": "The ID of the Anycast static IP list."
    },
    "Enabled": {
     "description": "Enable the connection group."
    }
   }
  },
  "CreateConnectionGroupResult": {
   "members": {
    "ConnectionGroup": {
     "description": "The connection group that you created."
    },
    "ETag": {
     "description": "The current version of the connection group."
    }
   }
  },
  "CreateContinuousDeploymentPolicyRequest": {
   "members": {
    "ContinuousDeploymentPolicyConfig": {
     "description": "Contains the configuration for a continuous deployment policy."
    }
   }
  },
  "CreateContinuousDeploymentPolicyResult": {
   "members": {
    "ContinuousDeploymentPolicy": {
     "description": "A continuous deployment policy."
    },
    "Location": {
     "description": "The location of the continuous deployment policy."
    },
    "ETag": {
     "description": "The version identifier for the current version of the continuous deployment policy."
    }
   }
  },
  "CreateDistributionRequest": {
   "description": "The request to create a new distribution.",
   "members": {
    "DistributionConfig": {
     "description": "The distribution's configuration information."
    }
   }
  },
  "CreateDistributionResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "Distribution": {
     "description": "The distribution's information."
    },
    "Location": {
     "description": "The fully qualified URI of the new distribution resource just created."
    },
    "ETag": {
     "description": "The current version of the distribution created."
    }
   }
  },
  "CreateDistributionTenantRequest": {
   "members": {
    "DistributionId": {
     "description": "The ID of the multi-tenant distribution to use for creating the distribution tenant."
    },
    "Name": {
     "description": "The name of the distribution tenant. Enter a friendly identifier that is unique within your Amazon Web Services account."
    },
    "Domains": {
     "description": "The domains associated with the distribution tenant. You must specify at least one domain in the request."
    },
    "Tags": {
     "description": "A complex type that contains zero or more Tag elements."
    },
    "Customizations": {
     "description": "Customizations for the distribution tenant."
    },
    "Parameters": {
     "description": "A list of parameter values to add to the resource. A parameter is specified as a key-value pair."
    },
    "ConnectionGroupId": {
     "description": "The ID of the connection group to associate with the distribution tenant."
    },
    "ManagedCertificateRequest": {
     "description": "The configuration for the CloudFront managed ACM certificate request."
    },
    "Enabled": {
     "description": "Indicates whether the distribution tenant should be enabled when created. If the distribution tenant is disabled, the distribution tenant won't serve traffic."
    }
   }
  },
  "CreateDistributionTenantResult": {
   "members": {
    "DistributionTenant": {
     "description": "The distribution tenant that you created."
    },
    "ETag": {
     "description": "The current version of the distribution tenant."
    }
   }
  },
  "CreateDistributionWithTagsRequest": {
   "description": "The request to create a new distribution with tags.",
   "members": {
    "DistributionConfigWithTags": {
     "description": "The distribution's configuration information."
    }
   }
  },
  "CreateDistributionWithTagsResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "Distribution": {
     "description": "The distribution's information."
    },
    "Location": {
     "description": "The fully qualified URI of the new distribution resource just created."
    },
    "ETag": {
     "description": "The current version of the distribution created."
    }
   }
  },
  "CreateFieldLevelEncryptionConfigRequest": {
   "members": {
    "FieldLevelEncryptionConfig": {
     "description": "The request to create a new field-level encryption configuration."
    }
   }
  },
  "CreateFieldLevelEncryptionConfigResult": {
   "members": {
    "FieldLevelEncryption": {
     "description": "Returned when you create a new field-level encryption configuration."
    },
    "Location": {
     "description": "The fully qualified URI of the new configuration resource just created."
    },
    "ETag": {
     "description": "The current version of the field level encryption configuration. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "CreateFieldLevelEncryptionProfileRequest": {
   "members": {
    "FieldLevelEncryptionProfileConfig": {
     "description": "The request to create a field-level encryption profile."
    }
   }
  },
  "CreateFieldLevelEncryptionProfileResult": {
   "members": {
    "FieldLevelEncryptionProfile": {
     "description": "Returned when you create a new field-level encryption profile."
    },
    "Location": {
     "description": "The fully qualified URI of the new profile resource just created."
    },
    "ETag": {
     "description": "The current version of the field level encryption profile. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "CreateFunctionRequest": {
   "members": {
    "Name": {
     "description": "A name to identify the function."
    },
    "FunctionConfig": {
     "description": "Configuration information about the function, including an optional comment and the function's runtime."
    },
    "FunctionCode": {
     "description": "The function code."
    },
    "Tags": {
     "description": "A complex type that contains zero or more Tag elements."
    }
   }
  },
  "CreateFunctionResult": {
   "members": {
    "FunctionSummary": {
     "description": "Contains configuration information and metadata about a CloudFront function."
    },
    "Location": {
     "description": "The URL of the CloudFront function. Use the URL to manage the function with the CloudFront API."
    },
    "ETag": {
     "description": "The version identifier for the current version of the CloudFront function."
    }
   }
  },
  "CreateInvalidationForDistributionTenantRequest": {
   "members": {
    "Id": {
     "description": "The ID of the distribution tenant."
    },
    "InvalidationBatch": {
     "description": "An invalidation batch."
    }
   }
  },
  "CreateInvalidationForDistributionTenantResult": {
   "members": {
    "Location": {
     "description": "The location for the invalidation."
    },
    "Invalidation": {
     "description": "An invalidation."
    }
   }
  },
  "CreateInvalidationRequest": {
   "description": "The request to create an invalidation.",
   "members": {
    "DistributionId": {
     "description": "The distribution's id."
    },
    "InvalidationBatch": {
     "description": "The batch information for the invalidation."
    }
   }
  },
  "CreateInvalidationResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "Location": {
     "description": "The fully qualified URI of the distribution and invalidation batch request, including the Invalidation ID."
    },
    "Invalidation": {
     "description": "The invalidation's information."
    }
   }
  },
  "CreateKeyGroupRequest": {
   "members": {
    "KeyGroupConfig": {
     "description": "A key group configuration."
    }
   }
  },
  "CreateKeyGroupResult": {
   "members": {
    "KeyGroup": {
     "description": "The key group that was just created."
    },
    "Location": {
     "description": "The URL of the key group."
    },
    "ETag": {
     "description": "The identifier for this version of the key group."
    }
   }
  },
  "CreateKeyValueStoreRequest": {
   "members": {
    "Name": {
     "description": "The name of the key value store. The minimum length is 1 character and the maximum length is 64 characters."
    },
    "Comment": {
     "description": "The comment of the key value store."
    },
    "ImportSource": {
     "description": "The S3 bucket that provides the source for the import. The source must be in a valid JSON format."
    },
    "Tags": {
     "description": "A complex type that contains zero or more Tag elements."
    }
   }
  },
  "CreateKeyValueStoreResult": {
   "members": {
    "KeyValueStore": {
     "description": "The resulting key value store."
    },
    "ETag": {
     "description": "The ETag in the resulting key value store."
    },
    "Location": {
     "description": "The location of the resulting key value store."
    }
   }
  },
  "CreateMonitoringSubscriptionRequest": {
   "members": {
    "DistributionId": {
     "description": "The ID of the distribution that you are enabling metrics for."
    },
    "MonitoringSubscription": {
     "description": "A monitoring subscription. This structure contains information about whether additional CloudWatch metrics are enabled for a given CloudFront distribution."
    }
   }
  },
  "CreateMonitoringSubscriptionResult": {
   "members": {
    "MonitoringSubscription": {
     "description": "A monitoring subscription. This structure contains information about whether additional CloudWatch metrics are enabled for a given CloudFront distribution."
    }
   }
  },
  "CreateOriginAccessControlRequest": {
   "members": {
    "OriginAccessControlConfig": {
     "description": "Contains the origin access control."
    }
   }
  },
  "CreateOriginAccessControlResult": {
   "members": {
    "OriginAccessControl": {
     "description": "Contains an origin access control."
    },
    "Location": {
     "description": "The URL of the origin access control."
    },
    "ETag": {
     "description": "The version identifier for the current version of the origin access control."
    }
   }
  },
  "CreateOriginRequestPolicyRequest": {
   "members": {
    "OriginRequestPolicyConfig": {
     "description": "An origin request policy configuration."
    }
   }
  },
  "CreateOriginRequestPolicyResult": {
   "members": {
    "OriginRequestPolicy": {
     "description": "An origin request policy."
    },
    "Location": {
     "description": "The fully qualified URI of the origin request policy just created."
    },
    "ETag": {
     "description": "The current version of the origin request policy."
    }
   }
  },
  "CreatePublicKeyRequest": {
   "members": {
    "PublicKeyConfig": {
     "description": "A CloudFront public key configuration."
    }
   }
  },
  "CreatePublicKeyResult": {
   "members": {
    "PublicKey": {
     "description": "The public key."
    },
    "Location": {
     "description": "The URL of the public key."
    },
    "ETag": {
     "description": "The identifier for this version of the public key."
    }
   }
  },
  "CreateRealtimeLogConfigRequest": {
   "members": {
    "EndPoints": {
     "description": "Contains information about the Amazon Kinesis data stream where you are sending real-time log data."
    },
    "Fields": {
     "description": "A list of fields to include in each real-time log record."
    },
    "Name": {
     "description": "A unique name to identify this real-time log configuration."
    },
    "SamplingRate": {
     "description": "The sampling rate for this real-time log configuration."
    }
   }
  },
  "CreateRealtimeLogConfigResult": {
   "members": {
    "RealtimeLogConfig": {
     "description": "A real-time log configuration."
    }
   }
  },
  "CreateResponseHeadersPolicyRequest": {
   "members": {
    "ResponseHeadersPolicyConfig": {
     "description": "Contains metadata about the response headers policy, and a set of configurations that specify the HTTP headers."
    }
   }
  },
  "CreateResponseHeadersPolicyResult": {
   "members": {
    "ResponseHeadersPolicy": {
     "description": "Contains a response headers policy."
    },
    "Location": {
     "description": "The URL of the response headers policy."
    },
    "ETag": {
     "description": "The version identifier for the current version of the response headers policy."
    }
   }
  },
  "CreateStreamingDistributionRequest": {
   "description": "The request to create a new streaming distribution.",
   "members": {
    "StreamingDistributionConfig": {
     "description": "The streaming distribution's configuration information."
    }
   }
  },
  "CreateStreamingDistributionResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "StreamingDistribution": {
     "description": "The streaming distribution's information."
    },
    "Location": {
     "description": "The fully qualified URI of the new streaming distribution resource just created."
    },
    "ETag": {
     "description": "The current version of the streaming distribution created."
    }
   }
  },
  "CreateStreamingDistributionWithTagsRequest": {
   "description": "The request to create a new streaming distribution with tags.",
   "members": {
    "StreamingDistributionConfigWithTags": {
     "description": "The streaming distribution's configuration information."
    }
   }
  },
  "CreateStreamingDistributionWithTagsResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "StreamingDistribution": {
     "description": "The streaming distribution's information."
    },
    "Location": {
     "description": "The fully qualified URI of the new streaming distribution resource just created."
    },
    "ETag": {
     "description": "The current version of the distribution created."
    }
   }
  },
  "CreateTrustStoreRequest": {
   "members": {
    "Name": {
     "description": "A name for the trust store."
    },
    "CaCertificatesBundleSource": {
     "description": "The CA certificates bundle source for the trust store."
    },
    "UseClientCertificateOCSPEndpoint": {
     "description": "A Boolean that determines whether to use the CA certificate's OCSP endpoint to check certificate revocation status."
    },
    "Tags": {
     "description": "A complex type that contains zero or more Tag elements."
    }
   }
  },
  "CreateTrustStoreResult": {
   "members": {
    "TrustStore": {
     "description": "The trust store."
    },
    "ETag": {
     "description": "The version identifier for the current version of the trust store."
    }
   }
  },
  "CreateVpcOriginRequest": {
   "members": {
    "VpcOriginEndpointConfig": {
     "description": "The VPC origin endpoint configuration."
    },
    "Tags": {
     "description": "A complex type that contains zero or more Tag elements."
    }
   }
  },
  "CreateVpcOriginResult": {
   "members": {
    "VpcOrigin": {
     "description": "The VPC origin."
    },
    "Location": {
     "description": "The VPC origin location."
    },
    "ETag": {
     "description": "The VPC origin ETag."
    }
   }
  },
  "CustomErrorResponse": {
   "description": "A complex type that controls: Whether CloudFront replaces HTTP status codes in the 4xx and 5xx range with custom error messages before returning the response to the viewer.",
   "members": {
    "ErrorCode": {
     "description": "The HTTP status code for which you want to specify a custom error page and/or a caching duration."
    },
    "ResponsePagePath": {
     "description": "The path to the custom error page that you want CloudFront to return to a viewer when your origin returns the HTTP status code specified by ErrorCode, for example, /4xx-errors/403-forbidden.html."
    },
    "ResponseCode": {
     "description": "The HTTP status code that you want CloudFront to return to the viewer along with the custom error page."
    },
    "ErrorCachingMinTTL": {
     "description": "The minimum amount of time, in seconds, that you want CloudFront to cache the HTTP status code specified in ErrorCode."
    }
   }
  },
  "CustomErrorResponses": {
   "description": "A complex type that controls: Whether CloudFront replaces HTTP status codes in the 4xx and 5xx range with custom error messages before returning the response to the viewer.",
   "members": {
    "Quantity": {
     "description": "The number of HTTP status codes for which you want to specify a custom error page and/or a caching duration. If Quantity is 0, you can omit Items."
    },
    "Items": {
     "description": "A complex type that contains a CustomErrorResponse element for each HTTP status code for which you want to specify a custom error page and/or a caching duration."
    }
   }
  },
  "CustomHeaders": {
   "description": "A complex type that contains the list of Custom Headers for each origin.",
   "members": {
    "Quantity": {
     "description": "The number of custom headers, if any, for this distribution."
    },
    "Items": {
     "description": "Optional: A list that contains one OriginCustomHeader element for each custom header that you want CloudFront to forward to the origin. If Quantity is 0, omit Items."
    }
   }
  },
  "CustomOriginConfig": {
   "description": "A custom origin. A custom origin is any origin that is not an Amazon S3 bucket, with one exception.",
   "members": {
    "HTTPPort": {
     "description": "The HTTP port that CloudFront uses to connect to the origin. Specify the HTTP port that the origin listens on."
    },
    "HTTPSPort": {
     "description": "The HTTPS port that CloudFront uses to connect to the origin. Specify the HTTPS port that the origin listens on."
    },
    "OriginProtocolPolicy": {
     "description": "Specifies the protocol (HTTP or HTTPS) that CloudFront uses to connect to the origin.",
     "enum": "OriginProtocolPolicy"
    },
    "OriginSslProtocols": {
     "description": "Specifies the minimum SSL/TLS protocol that CloudFront uses when connecting to your origin over HTTPS. Valid values include SSLv3, TLSv1, TLSv1.1, and TLSv1.2."
    },
    "OriginReadTimeout": {
     "description": "Specifies how long, in seconds, CloudFront waits for a response from the origin. This is also known as the origin response timeout."
    },
    "OriginKeepaliveTimeout": {
     "description": "Specifies how long, in seconds, CloudFront persists its connection to the origin."
    },
    "IpAddressType": {
     "description": "Specifies which IP protocol CloudFront uses when connecting to your origin. If your origin uses both IPv4 and IPv6 protocols, you can choose dualstack to help optimize reliability.",
     "enum": "IpAddressType"
    },
    "OriginMtlsConfig": {
     "description": "Configures mutual TLS authentication between CloudFront and your origin server."
    }
   }
  },
  "Customizations": {
   "description": "Customizations for the distribution tenant.",
   "members": {
    "WebAcl": {
     "description": "The WAF web ACL."
    },
    "Certificate": {
     "description": "The Certificate Manager (ACM) certificate."
    },
    "GeoRestrictions": {
     "description": "The geographic restrictions."
    }
   }
  },
  "DefaultCacheBehavior": {
   "description": "A complex type that describes the default cache behavior if you don't specify a CacheBehavior element or if request URLs don't match any of the values of PathPattern in CacheBehavior elements.",
   "members": {
    "TargetOriginId": {
     "description": "The value of ID for the origin that you want CloudFront to route requests to when they use the default cache behavior."
    },
    "TrustedSigners": {
     "description": "We recommend using TrustedKeyGroups instead of TrustedSigners. For standard distributions only."
    },
    "TrustedKeyGroups": {
     "description": "A list of key groups that CloudFront can use to validate signed URLs or signed cookies."
    },
    "ViewerProtocolPolicy": {
     "description": "The protocol that viewers can use to access the files in the origin specified by TargetOriginId when a request matches the path pattern in PathPattern.",
     "enum": "ViewerProtocolPolicy"
    },
    "AllowedMethods": {
     "description": "A complex type that controls which HTTP methods CloudFront processes and forwards to your Amazon S3 bucket or your custom origin."
    },
    "SmoothStreaming": {
     "description": "Indicates whether you want to distribute media files in the Microsoft Smooth Streaming format using the origin that is associated with this cache behavior. For standard distributions only."
    },
    "Compress": {
     "description": "Whether you want CloudFront to automatically compress certain files for this cache behavior. If so, specify true; if not, specify false."
    },
    "LambdaFunctionAssociations": {
     "description": "A complex type that contains zero or more Lambda@Edge function associations for a cache behavior."
    },
    "FunctionAssociations": {
     "description": "A list of CloudFront functions that are associated with this cache behavior. Your functions must be published to the LIVE stage to associate them with a cache behavior."
    },
    "FieldLevelEncryptionId": {
     "description": "The value of ID for the field-level encryption configuration that you want CloudFront to use for encrypting specific fields of data for the default cache behavior."
    },
    "RealtimeLogConfigArn": {
     "description": "The Amazon Resource Name (ARN) of the real-time log configuration that is attached to this cache behavior."
    },
    "CachePolicyId": {
     "description": "The unique identifier of the cache policy that is attached to the default cache behavior. A DefaultCacheBehavior must include either a CachePolicyId or ForwardedValues."
    },
    "OriginRequestPolicyId": {
     "description": "The unique identifier of the origin request policy that is attached to the default cache behavior."
    },
    "ResponseHeadersPolicyId": {
     "description": "The identifier for a response headers policy."
    },
    "GrpcConfig": {
     "description": "The gRPC configuration for your cache behavior."
    },
    "ForwardedValues": {
     "description": "This field is deprecated. We recommend that you use a cache policy or an origin request policy instead of this field.",
     "deprecated": true
    },
    "MinTTL": {
     "description": "This field is deprecated. We recommend that you use the MinTTL field in a cache policy instead of this field. For standard distributions only.",
     "deprecated": true
    },
    "DefaultTTL": {
     "description": "This field is deprecated. We recommend that you use the DefaultTTL field in a cache policy instead of this field. For standard distributions only.",
     "deprecated": true
    },
    "MaxTTL": {
     "description": "This field is deprecated. We recommend that you use the MaxTTL field in a cache policy instead of this field. For standard distributions only.",
     "deprecated": true
    }
   }
  },
  "DeleteAnycastIpListRequest": {
   "members": {
    "Id": {
     "description": "The ID of the Anycast static IP list."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the Anycast static IP list that you are deleting."
    }
   }
  },
  "DeleteCachePolicyRequest": {
   "members": {
    "Id": {
     "description": "The unique identifier for the cache policy that you are deleting. To get the identifier, you can use ListCachePolicies."
    },
    "IfMatch": {
     "description": "The version of the cache policy that you are deleting."
    }
   }
  },
  "DeleteCloudFrontOriginAccessIdentityRequest": {
   "description": "Deletes a origin access identity.",
   "members": {
    "Id": {
     "description": "The origin access identity's ID."
    },
    "IfMatch": {
     "description": "The value of the ETag header you received from a previous GET or PUT request. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "DeleteConnectionFunctionRequest": {
   "members": {
    "Id": {
     "description": "The connection function's ID."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the connection function you are deleting."
    }
   }
  },
  "DeleteConnectionGroupRequest": {
   "members": {
    "Id": {
     "description": "The ID of the connection group to delete."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when retrieving the connection group to delete."
    }
   }
  },
  "DeleteContinuousDeploymentPolicyRequest": {
   "members": {
    "Id": {
     "description": "The identifier of the continuous deployment policy that you are deleting."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the continuous deployment policy that you are deleting."
    }
   }
  },
  "DeleteDistributionRequest": {
   "description": "This action deletes a web distribution.",
   "members": {
    "Id": {
     "description": "The distribution ID."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when you disabled the distribution. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "DeleteDistributionTenantRequest": {
   "members": {
    "Id": {
     "description": "The ID of the distribution tenant to delete."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when retrieving the distribution tenant. This value is returned in the response of the GetDistributionTenant API operation."
    }
   }
  },
  "DeleteFieldLevelEncryptionConfigRequest": {
   "members": {
    "Id": {
     "description": "The ID of the configuration you want to delete from CloudFront."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when retrieving the configuration identity to delete. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "DeleteFieldLevelEncryptionProfileRequest": {
   "members": {
    "Id": {
     "description": "Request the ID of the profile you want to delete from CloudFront."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when retrieving the profile to delete. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "DeleteFunctionRequest": {
   "members": {
    "Name": {
     "description": "The name of the function that you are deleting."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the function that you are deleting, which you can get using DescribeFunction."
    }
   }
  },
  "DeleteKeyGroupRequest": {
   "members": {
    "Id": {
     "description": "The identifier of the key group that you are deleting. To get the identifier, use ListKeyGroups."
    },
    "IfMatch": {
     "description": "The version of the key group that you are deleting. The version is the key group's ETag value. To get the ETag, use GetKeyGroup or GetKeyGroupConfig."
    }
   }
  },
  "DeleteKeyValueStoreRequest": {
   "members": {
    "Name": {
     "description": "The name of the key value store."
    },
    "IfMatch": {
     "description": "The key value store to delete, if a match occurs."
    }
   }
  },
  "DeleteMonitoringSubscriptionRequest": {
   "members": {
    "DistributionId": {
     "description": "The ID of the distribution that you are disabling metrics for."
    }
   }
  },
  "DeleteMonitoringSubscriptionResult": {
   "members": {}
  },
  "DeleteOriginAccessControlRequest": {
   "members": {
    "Id": {
     "description": "The unique identifier of the origin access control that you are deleting."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the origin access control that you are deleting."
    }
   }
  },
  "DeleteOriginRequestPolicyRequest": {
   "members": {
    "Id": {
     "description": "The unique identifier for the origin request policy that you are deleting. To get the identifier, you can use ListOriginRequestPolicies."
    },
    "IfMatch": {
     "description": "The version of the origin request policy that you are deleting."
    }
   }
  },
  "DeletePublicKeyRequest": {
   "members": {
    "Id": {
     "description": "The ID of the public key you want to remove from CloudFront."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when retrieving the public key identity to delete. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "DeleteRealtimeLogConfigRequest": {
   "members": {
    "Name": {
     "description": "The name of the real-time log configuration to delete."
    },
    "ARN": {
     "description": "The Amazon Resource Name (ARN) of the real-time log configuration to delete."
    }
   }
  },
  "DeleteResourcePolicyRequest": {
   "members": {
    "ResourceArn": {
     "description": "The Amazon Resource Name (ARN) of the CloudFront resource for which the resource policy should be deleted."
    }
   }
  },
  "DeleteResponseHeadersPolicyRequest": {
   "members": {
    "Id": {
     "description": "The identifier for the response headers policy that you are deleting. To get the identifier, you can use ListResponseHeadersPolicies."
    },
    "IfMatch": {
     "description": "The version of the response headers policy that you are deleting."
    }
   }
  },
  "DeleteStreamingDistributionRequest": {
   "description": "The request to delete a streaming distribution.",
   "members": {
    "Id": {
     "description": "The distribution ID."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when you disabled the streaming distribution. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "DeleteTrustStoreRequest": {
   "members": {
    "Id": {
     "description": "The trust store's ID."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the trust store you are deleting."
    }
   }
  },
  "DeleteVpcOriginRequest": {
   "members": {
    "Id": {
     "description": "The VPC origin ID."
    },
    "IfMatch": {
     "description": "The version identifier of the VPC origin to delete. This is the ETag value returned in the response to GetVpcOrigin."
    }
   }
  },
  "DeleteVpcOriginResult": {
   "members": {
    "VpcOrigin": {
     "description": "The VPC origin."
    },
    "ETag": {
     "description": "The VPC origin ETag."
    }
   }
  },
  "DescribeConnectionFunctionRequest": {
   "members": {
    "Identifier": {
     "description": "The connection function's identifier."
    },
    "Stage": {
     "description": "The connection function's stage.",
     "enum": "FunctionStage"
    }
   }
  },
  "DescribeConnectionFunctionResult": {
   "members": {
    "ConnectionFunctionSummary": {
     "description": "The connection function's summary."
    },
    "ETag": {
     "description": "The version identifier for the current version of the connection function."
    }
   }
  },
  "DescribeFunctionRequest": {
   "members": {
    "Name": {
     "description": "The name of the function that you are getting information about."
    },
    "Stage": {
     "description": "The function's stage, either DEVELOPMENT or LIVE.",
     "enum": "FunctionStage"
    }
   }
  },
  "DescribeFunctionResult": {
   "members": {
    "FunctionSummary": {
     "description": "Contains configuration information and metadata about a CloudFront function."
    },
    "ETag": {
     "description": "The version identifier for the current version of the CloudFront function."
    }
   }
  },
  "DescribeKeyValueStoreRequest": {
   "members": {
    "Name": {
     "description": "The name of the key value store."
    }
   }
  },
  "DescribeKeyValueStoreResult": {
   "members": {
    "KeyValueStore": {
     "description": "The resulting key value store."
    },
    "ETag": {
     "description": "The ETag of the resulting key value store."
    }
   }
  },
  "DisassociateDistributionTenantWebACLRequest": {
   "members": {
    "Id": {
     "description": "The ID of the distribution tenant."
    },
    "IfMatch": {
     "description": "The current version of the distribution tenant that you're disassociating from the WAF web ACL."
    }
   }
  },
  "DisassociateDistributionTenantWebACLResult": {
   "members": {
    "Id": {
     "description": "The ID of the distribution tenant."
    },
    "ETag": {
     "description": "The current version of the distribution tenant."
    }
   }
  },
  "DisassociateDistributionWebACLRequest": {
   "members": {
    "Id": {
     "description": "The ID of the distribution."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when retrieving the distribution that you're disassociating from the WAF web ACL."
    }
   }
  },
  "DisassociateDistributionWebACLResult": {
   "members": {
    "Id": {
     "description": "The ID of the distribution."
    },
    "ETag": {
     "description": "The current version of the distribution."
    }
   }
  },
  "Distribution": {
   "description": "A distribution tells CloudFront where you want content to be delivered from, and the details about how to track and manage content delivery.",
   "members": {
    "Id": {
     "description": "The distribution's identifier. For example: E1U5RQF7T870K0."
    },
    "ARN": {
     "description": "The distribution's Amazon Resource Name (ARN)."
    },
    "Status": {
     "description": "The distribution's status. When the status is Deployed, the distribution's information is fully propagated to all CloudFront edge locations."
    },
    "LastModifiedTime": {
     "description": "The date and time when the distribution was last modified."
    },
    "InProgressInvalidationBatches": {
     "description": "The number of invalidation batches currently in progress."
    },
    "DomainName": {
     "description": "The distribution's CloudFront domain name. For example: d111111abcdef8.cloudfront.net."
    },
    "ActiveTrustedSigners": {
     "description": "We recommend using TrustedKeyGroups instead of TrustedSigners."
    },
    "ActiveTrustedKeyGroups": {
     "description": "This field contains a list of key groups and the public keys in each key group that CloudFront can use to verify the signatures of signed URLs or signed cookies."
    },
    "DistributionConfig": {
     "description": "The distribution's configuration."
    },
    "AliasICPRecordals": {
     "description": "Amazon Web Services services in China customers must file for an Internet Content Provider (ICP) recordal if they want to serve content publicly on an alternate domain name, also known as a CNAME, that they've added to CloudFront."
    }
   }
  },
  "DistributionConfig": {
   "description": "A distribution configuration.",
   "members": {
    "CallerReference": {
     "description": "A unique value (for example, a date-time stamp) that ensures that the request can't be replayed."
    },
    "Aliases": {
     "description": "A complex type that contains information about CNAMEs (alternate domain names), if any, for this distribution. For standard distributions only."
    },
    "DefaultRootObject": {
     "description": "When a viewer requests the root URL for your distribution, the default root object is the object that you want CloudFront to request from your origin."
    },
    "Origins": {
     "description": "A complex type that contains information about origins for this distribution."
    },
    "OriginGroups": {
     "description": "A complex type that contains information about origin groups for this distribution."
    },
    "DefaultCacheBehavior": {
     "description": "A complex type that describes the default cache behavior if you don't specify a CacheBehavior element or if files don't match any of the values of PathPattern in CacheBehavior elements."
    },
    "CacheBehaviors": {
     "description": "A complex type that contains zero or more CacheBehavior elements."
    },
    "CustomErrorResponses": {
     "description": "A complex type that controls the following: Whether CloudFront replaces HTTP status codes in the 4xx and 5xx range with custom error messages before returning the response to the viewer."
    },
    "Comment": {
     "description": "A comment to describe the distribution. The comment cannot be longer than 128 characters."
    },
    "Logging": {
     "description": "A complex type that controls whether access logs are written for the distribution."
    },
    "PriceClass": {
     "description": "The price class that corresponds with the maximum price that you want to pay for CloudFront service. For standard distributions only.",
     "enum": "PriceClass"
    },
    "Enabled": {
     "description": "From this field, you can enable or disable the selected distribution."
    },
    "ViewerCertificate": {
     "description": "A complex type that determines the distribution's SSL/TLS configuration for communicating with viewers."
    },
    "Restrictions": {
     "description": "A complex type that identifies ways in which you want to restrict distribution of your content."
    },
    "WebACLId": {
     "description": "Multi-tenant distributions only support WAF V2 web ACLs. A unique identifier that specifies the WAF web ACL, if any, to associate with this distribution."
    },
    "HttpVersion": {
     "description": "(Optional) Specify the HTTP version(s) that you want viewers to use to communicate with CloudFront. The default value for new web distributions is http2.",
     "enum": "HttpVersion"
    },
    "IsIPV6Enabled": {
     "description": "To use this field for a multi-tenant distribution, use a connection group instead."
    },
    "ContinuousDeploymentPolicyId": {
     "description": "The identifier of a continuous deployment policy. For standard distributions only."
    },
    "Staging": {
     "description": "A Boolean that indicates whether this is a staging distribution. When this value is true, this is a staging distribution. For standard distributions only."
    },
    "AnycastIpListId": {
     "description": "To use this field for a multi-tenant distribution, use a connection group instead. ID of the Anycast static IP list that is associated with the distribution."
    },
    "TenantConfig": {
     "description": "This field only supports multi-tenant distributions. You can't specify this field for standard distributions. A distribution tenant configuration."
    },
    "ConnectionMode": {
     "description": "This field specifies whether the connection mode is through a standard distribution (direct) or a multi-tenant distribution with distribution tenants (tenant-only).",
     "enum": "ConnectionMode"
    },
    "ViewerMtlsConfig": {
     "description": "The distribution's viewer mTLS configuration."
    },
    "ConnectionFunctionAssociation": {
     "description": "The distribution's connection function association."
    },
    "CacheTagConfig": {
     "description": "Configuration for cache tag extraction from origin responses."
    }
   }
  },
  "DistributionConfigWithTags": {
   "description": "A distribution Configuration and a list of tags to be associated with the distribution.",
   "members": {
    "DistributionConfig": {
     "description": "A distribution configuration."
    },
    "Tags": {
     "description": "A complex type that contains zero or more Tag elements."
    }
   }
  },
  "DistributionIdList": {
   "description": "A list of distribution IDs.",
   "members": {
    "Marker": {
     "description": "The value provided in the Marker request field."
    },
    "NextMarker": {
     "description": "Contains the value that you should use in the Marker field of a subsequent request to continue listing distribution IDs where you left off."
    },
    "MaxItems": {
     "description": "The maximum number of distribution IDs requested."
    },
    "IsTruncated": {
     "description": "A flag that indicates whether more distribution IDs remain to be listed."
    },
    "Quantity": {
     "description": "The total number of distribution IDs returned in the response."
    },
    "Items": {
     "description": "Contains the distribution IDs in the list."
    }
   }
  },
  "DistributionIdOwner": {
   "description": "A structure that pairs a CloudFront distribution ID with its owning Amazon Web Services account ID.",
   "members": {
    "DistributionId": {
     "description": "The ID of the distribution."
    },
    "OwnerAccountId": {
     "description": "The ID of the Amazon Web Services account that owns the distribution."
    }
   }
  },
  "DistributionIdOwnerList": {
   "description": "The list of distribution IDs and the Amazon Web Services accounts that they belong to.",
   "members": {
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list of DistributionIdOwner objects."
    },
    "NextMarker": {
     "description": "A token used for pagination of results returned in the response. You can use the token from the previous request to define where the current request should begin."
    },
    "MaxItems": {
     "description": "The maximum number of DistributionIdOwner objects to return."
    },
    "IsTruncated": {
     "description": "A flag that indicates whether more DistributionIdOwner objects remain to be listed."
    },
    "Quantity": {
     "description": "Specifies the actual number of DistributionIdOwner objects included in the list for the current page."
    },
    "Items": {
     "description": "The number of DistributionIdOwner objects."
    }
   }
  },
  "DistributionList": {
   "description": "A distribution list.",
   "members": {
    "Marker": {
     "description": "The value you provided for the Marker request parameter."
    },
    "NextMarker": {
     "description": "If IsTruncated is true, this element is present and contains the value you can use for the Marker request parameter to continue listing your distributions where they left off."
    },
    "MaxItems": {
     "description": "The value you provided for the MaxItems request parameter."
    },
    "IsTruncated": {
     "description": "A flag that indicates whether more distributions remain to be listed."
    },
    "Quantity": {
     "description": "The number of distributions that were created by the current Amazon Web Services account."
    },
    "Items": {
     "description": "A complex type that contains one DistributionSummary element for each distribution that was created by the current Amazon Web Services account."
    }
   }
  },
  "DistributionResourceId": {
   "description": "The IDs for the distribution resources.",
   "members": {
    "DistributionId": {
     "description": "The ID of the multi-tenant distribution."
    },
    "DistributionTenantId": {
     "description": "The ID of the distribution tenant."
    }
   }
  },
  "DistributionSummary": {
   "description": "A summary of the information about a CloudFront distribution.",
   "members": {
    "Id": {
     "description": "The identifier for the distribution. For example: EDFDVBD632BHDS5."
    },
    "ARN": {
     "description": "The ARN (Amazon Resource Name) for the distribution."
    },
    "ETag": {
     "description": "The current version of the distribution."
    },
    "Status": {
     "description": "The current status of the distribution. When the status is Deployed, the distribution's information is propagated to all CloudFront edge locations."
    },
    "LastModifiedTime": {
     "description": "The date and time the distribution was last modified."
    },
    "DomainName": {
     "description": "The domain name that corresponds to the distribution, for example, d111111abcdef8.cloudfront.net."
    },
    "Aliases": {
     "description": "A complex type that contains information about CNAMEs (alternate domain names), if any, for this distribution."
    },
    "Origins": {
     "description": "A complex type that contains information about origins for this distribution."
    },
    "OriginGroups": {
     "description": "A complex type that contains information about origin groups for this distribution."
    },
    "DefaultCacheBehavior": {
     "description": "A complex type that describes the default cache behavior if you don't specify a CacheBehavior element or if files don't match any of the values of PathPattern in CacheBehavior elements."
    },
    "CacheBehaviors": {
     "description": "A complex type that contains zero or more CacheBehavior elements."
    },
    "CustomErrorResponses": {
     "description": "A complex type that contains zero or more CustomErrorResponses elements."
    },
    "Comment": {
     "description": "The comment originally specified when this distribution was created."
    },
    "PriceClass": {
     "description": "A complex type that contains information about price class for this streaming distribution. For standard distributions only.",
     "enum": "PriceClass"
    },
    "Enabled": {
     "description": "Whether the distribution is enabled to accept user requests for content."
    },
    "ViewerCertificate": {
     "description": "A complex type that determines the distribution's SSL/TLS configuration for communicating with viewers."
    },
    "Restrictions": {
     "description": "A complex type that identifies ways in which you want to restrict distribution of your content."
    },
    "WebACLId": {
     "description": "The Web ACL Id (if any) associated with the distribution."
    },
    "HttpVersion": {
     "description": "Specify the maximum HTTP version that you want viewers to use to communicate with CloudFront. The default value for new web distributions is http2.",
     "enum": "HttpVersion"
    },
    "IsIPV6Enabled": {
     "description": "Whether CloudFront responds to IPv6 DNS requests with an IPv6 address for your distribution."
    },
    "AliasICPRecordals": {
     "description": "Amazon Web Services services in China customers must file for an Internet Content Provider (ICP) recordal if they want to serve content publicly on an alternate domain name, also known as a CNAME, that they've added to CloudFront."
    },
    "Staging": {
     "description": "A Boolean that indicates whether this is a staging distribution. When this value is true, this is a staging distribution."
    },
    "ConnectionMode": {
     "description": "This field specifies whether the connection mode is through a standard distribution (direct) or a multi-tenant distribution with distribution tenants (tenant-only).",
     "enum": "ConnectionMode"
    },
    "AnycastIpListId": {
     "description": "ID of the Anycast static IP list that is associated with the distribution."
    },
    "ViewerMtlsConfig": {
     "description": "The distribution's viewer mTLS configuration."
    },
    "ConnectionFunctionAssociation": {
     "description": "The distribution's connection function association."
    }
   }
  },
  "DistributionTenant": {
   "description": "The distribution tenant.",
   "members": {
    "Id": {
     "description": "The ID of the distribution tenant."
    },
    "DistributionId": {
     "description": "The ID of the multi-tenant distribution."
    },
    "Name": {
     "description": "The name of the distribution tenant."
    },
    "Arn": {
     "description": "The Amazon Resource Name (ARN) of the distribution tenant."
    },
    "Domains": {
     "description": "The domains associated with the distribution tenant."
    },
    "Tags": {
     "description": "A complex type that contains zero or more Tag elements."
    },
    "Customizations": {
     "description": "Customizations for the distribution tenant."
    },
    "Parameters": {
     "description": "A list of parameter values to add to the resource. A parameter is specified as a key-value pair."
    },
    "ConnectionGroupId": {
     "description": "The ID of the connection group for the distribution tenant. If you don't specify a connection group, CloudFront uses the default connection group."
    },
    "CreatedTime": {
     "description": "The date and time when the distribution tenant was created."
    },
    "LastModifiedTime": {
     "description": "The date and time when the distribution tenant was updated."
    },
    "Enabled": {
     "description": "Indicates whether the distribution tenant is in an enabled state. If disabled, the distribution tenant won't serve traffic."
    },
    "Status": {
     "description": "The status of the distribution tenant."
    }
   }
  },
  "DistributionTenantAssociationFilter": {
   "description": "Filter by the associated distribution ID or connection group ID.",
   "members": {
    "DistributionId": {
     "description": "The distribution ID to filter by. You can find distribution tenants associated with a specific distribution."
    },
    "ConnectionGroupId": {
     "description": "The ID of the connection group to filter by. You can find distribution tenants associated with a specific connection group."
    }
   }
  },
  "DistributionTenantSummary": {
   "description": "A summary of the information about a distribution tenant.",
   "members": {
    "Id": {
     "description": "The ID of the distribution tenant."
    },
    "DistributionId": {
     "description": "The identifier for the multi-tenant distribution. For example: EDFDVBD632BHDS5."
    },
    "Name": {
     "description": "The name of the distribution tenant."
    },
    "Arn": {
     "description": "The Amazon Resource Name (ARN) of the distribution tenant."
    },
    "Domains": {
     "description": "The domains associated with the distribution tenant."
    },
    "ConnectionGroupId": {
     "description": "The ID of the connection group ID for the distribution tenant. If you don't specify a connection group, CloudFront uses the default connection group."
    },
    "Customizations": {
     "description": "Customizations for the distribution tenant."
    },
    "CreatedTime": {
     "description": "The date and time when the distribution tenant was created."
    },
    "LastModifiedTime": {
     "description": "The date and time when the distribution tenant was updated."
    },
    "ETag": {
     "description": "The current version of the distribution tenant."
    },
    "Enabled": {
     "description": "Indicates whether the distribution tenants are in an enabled state. If disabled, the distribution tenant won't service traffic."
    },
    "Status": {
     "description": "The status of the distribution tenant."
    }
   }
  },
  "DnsConfiguration": {
   "description": "The DNS configuration for your domain names.",
   "members": {
    "Domain": {
     "description": "The domain name that you're verifying."
    },
    "Status": {
     "description": "The status of your domain name.",
     "enum": "DnsConfigurationStatus"
    },
    "Reason": {
     "description": "Explains the status of the DNS configuration."
    }
   }
  },
  "DomainConflict": {
   "description": "Contains information about the domain conflict. Use this information to determine the affected domain, the related resource, and the affected Amazon Web Services account.",
   "members": {
    "Domain": {
     "description": "The domain used to find existing conflicts for domain configurations."
    },
    "ResourceType": {
     "description": "The CloudFront resource type that has a domain conflict.",
     "enum": "DistributionResourceType"
    },
    "ResourceId": {
     "description": "The ID of the resource that has a domain conflict."
    },
    "AccountId": {
     "description": "The ID of the Amazon Web Services account for the domain conflict."
    }
   }
  },
  "DomainItem": {
   "description": "The domain for the specified distribution tenant.",
   "members": {
    "Domain": {
     "description": "The domain name."
    }
   }
  },
  "DomainResult": {
   "description": "The details about the domain result.",
   "members": {
    "Domain": {
     "description": "The specified domain."
    },
    "Status": {
     "description": "Whether the domain is active or inactive.",
     "enum": "DomainStatus"
    }
   }
  },
  "EncryptionEntities": {
   "description": "Complex data type for field-level encryption profiles that includes all of the encryption entities.",
   "members": {
    "Quantity": {
     "description": "Number of field pattern items in a field-level encryption content type-profile mapping."
    },
    "Items": {
     "description": "An array of field patterns in a field-level encryption content type-profile mapping."
    }
   }
  },
  "EncryptionEntity": {
   "description": "Complex data type for field-level encryption profiles that includes the encryption key and field pattern specifications.",
   "members": {
    "PublicKeyId": {
     "description": "The public key associated with a set of field-level encryption patterns, to be used when encrypting the fields that match the patterns."
    },
    "ProviderId": {
     "description": "The provider associated with the public key being used for encryption. This value must also be provided with the private key for applications to be able to decrypt data."
    },
    "FieldPatterns": {
     "description": "Field patterns in a field-level encryption content type profile specify the fields that you want to be encrypted."
    }
   }
  },
  "EndPoint": {
   "description": "Contains information about the Amazon Kinesis data stream where you're sending real-time log data in a real-time log configuration.",
   "members": {
    "StreamType": {
     "description": "The type of data stream where you are sending real-time log data. The only valid value is Kinesis."
    },
    "KinesisStreamConfig": {
     "description": "Contains information about the Amazon Kinesis data stream where you are sending real-time log data in a real-time log configuration."
    }
   }
  },
  "FieldLevelEncryption": {
   "description": "A complex data type that includes the profile configurations and other options specified for field-level encryption.",
   "members": {
    "Id": {
     "description": "The configuration ID for a field-level encryption configuration which includes a set of profiles that specify certain selected data fields to be encrypted by specific public keys."
    },
    "LastModifiedTime": {
     "description": "The last time the field-level encryption configuration was changed."
    },
    "FieldLevelEncryptionConfig": {
     "description": "A complex data type that includes the profile configurations specified for field-level encryption."
    }
   }
  },
  "FieldLevelEncryptionConfig": {
   "description": "A complex data type that includes the profile configurations specified for field-level encryption.",
   "members": {
    "CallerReference": {
     "description": "A unique number that ensures the request can't be replayed."
    },
    "Comment": {
     "description": "An optional comment about the configuration. The comment cannot be longer than 128 characters."
    },
    "QueryArgProfileConfig": {
     "description": "A complex data type that specifies when to forward content if a profile isn't found and the profile that can be provided as a query argument in a request."
    },
    "ContentTypeProfileConfig": {
     "description": "A complex data type that specifies when to forward content if a content type isn't recognized and profiles to use as by default in a request if a query argument doesn't specify a profile to use."
    }
   }
  },
  "FieldLevelEncryptionList": {
   "description": "List of field-level encryption configurations.",
   "members": {
    "NextMarker": {
     "description": "If there are more elements to be listed, this element is present and contains the value that you can use for the Marker request parameter to continue listing your configurations where you left off."
    },
    "MaxItems": {
     "description": "The maximum number of elements you want in the response body."
    },
    "Quantity": {
     "description": "The number of field-level encryption items."
    },
    "Items": {
     "description": "An array of field-level encryption items."
    }
   }
  },
  "FieldLevelEncryptionProfile": {
   "description": "A complex data type for field-level encryption profiles.",
   "members": {
    "Id": {
     "description": "The ID for a field-level encryption profile configuration which includes a set of profiles that specify certain selected data fields to be encrypted by specific public keys."
    },
    "LastModifiedTime": {
     "description": "The last time the field-level encryption profile was updated."
    },
    "FieldLevelEncryptionProfileConfig": {
     "description": "A complex data type that includes the profile name and the encryption entities for the field-level encryption profile."
    }
   }
  },
  "FieldLevelEncryptionProfileConfig": {
   "description": "A complex data type of profiles for the field-level encryption.",
   "members": {
    "Name": {
     "description": "Profile name for the field-level encryption profile."
    },
    "CallerReference": {
     "description": "A unique number that ensures that the request can't be replayed."
    },
    "Comment": {
     "description": "An optional comment for the field-level encryption profile. The comment cannot be longer than 128 characters."
    },
    "EncryptionEntities": {
     "description": "A complex data type of encryption entities for the field-level encryption profile that include the public key ID, provider, and field patterns for specifying which fields to encrypt with this key."
    }
   }
  },
  "FieldLevelEncryptionProfileList": {
   "description": "List of field-level encryption profiles.",
   "members": {
    "NextMarker": {
     "description": "If there are more elements to be listed, this element is present and contains the value that you can use for the Marker request parameter to continue listing your profiles where you left off."
    },
    "MaxItems": {
     "description": "The maximum number of field-level encryption profiles you want in the response body."
    },
    "Quantity": {
     "description": "The number of field-level encryption profiles."
    },
    "Items": {
     "description": "The field-level encryption profile items."
    }
   }
  },
  "FieldLevelEncryptionProfileSummary": {
   "description": "The field-level encryption profile summary.",
   "members": {
    "Id": {
     "description": "ID for the field-level encryption profile summary."
    },
    "LastModifiedTime": {
     "description": "The time when the field-level encryption profile summary was last updated."
    },
    "Name": {
     "description": "Name for the field-level encryption profile summary."
    },
    "EncryptionEntities": {
     "description": "A complex data type of encryption entities for the field-level encryption profile that include the public key ID, provider, and field patterns for specifying which fields to encrypt with this key."
    },
    "Comment": {
     "description": "An optional comment for the field-level encryption profile summary. The comment cannot be longer than 128 characters."
    }
   }
  },
  "FieldLevelEncryptionSummary": {
   "description": "A summary of a field-level encryption item.",
   "members": {
    "Id": {
     "description": "The unique ID of a field-level encryption item."
    },
    "LastModifiedTime": {
     "description": "The last time that the summary of field-level encryption items was modified."
    },
    "Comment": {
     "description": "An optional comment about the field-level encryption item. The comment cannot be longer than 128 characters."
    },
    "QueryArgProfileConfig": {
     "description": "A summary of a query argument-profile mapping."
    },
    "ContentTypeProfileConfig": {
     "description": "A summary of a content type-profile mapping."
    }
   }
  },
  "FieldPatterns": {
   "description": "A complex data type that includes the field patterns to match for field-level encryption.",
   "members": {
    "Quantity": {
     "description": "The number of field-level encryption field patterns."
    },
    "Items": {
     "description": "An array of the field-level encryption field patterns."
    }
   }
  },
  "ForwardedValues": {
   "description": "This field is deprecated. We recommend that you use a cache policy or an origin request policy instead of this field. For standard distributions only.",
   "members": {
    "QueryString": {
     "description": "This field is deprecated. We recommend that you use a cache policy or an origin request policy instead of this field."
    },
    "Cookies": {
     "description": "This field is deprecated. We recommend that you use a cache policy or an origin request policy instead of this field."
    },
    "Headers": {
     "description": "This field is deprecated. We recommend that you use a cache policy or an origin request policy instead of this field."
    },
    "QueryStringCacheKeys": {
     "description": "This field is deprecated. We recommend that you use a cache policy or an origin request policy instead of this field."
    }
   }
  },
  "FunctionAssociation": {
   "description": "A CloudFront function that is associated with a cache behavior in a CloudFront distribution.",
   "members": {
    "FunctionARN": {
     "description": "The Amazon Resource Name (ARN) of the function."
    },
    "EventType": {
     "description": "The event type of the function, either viewer-request or viewer-response. You cannot use origin-facing event types (origin-request and origin-response) with a CloudFront function.",
     "enum": "EventType"
    }
   }
  },
  "FunctionAssociations": {
   "description": "A list of CloudFront functions that are associated with a cache behavior in a CloudFront distribution.",
   "members": {
    "Quantity": {
     "description": "The number of CloudFront functions in the list."
    },
    "Items": {
     "description": "The CloudFront functions that are associated with a cache behavior in a CloudFront distribution."
    }
   }
  },
  "FunctionConfig": {
   "description": "Contains configuration information about a CloudFront function.",
   "members": {
    "Comment": {
     "description": "A comment to describe the function."
    },
    "Runtime": {
     "description": "The function's runtime environment version.",
     "enum": "FunctionRuntime"
    },
    "KeyValueStoreAssociations": {
     "description": "The configuration for the key value store associations."
    }
   }
  },
  "FunctionList": {
   "description": "A list of CloudFront functions.",
   "members": {
    "NextMarker": {
     "description": "If there are more items in the list than are in this response, this element is present."
    },
    "MaxItems": {
     "description": "The maximum number of functions requested."
    },
    "Quantity": {
     "description": "The number of functions returned in the response."
    },
    "Items": {
     "description": "Contains the functions in the list."
    }
   }
  },
  "FunctionMetadata": {
   "description": "Contains metadata about a CloudFront function.",
   "members": {
    "FunctionARN": {
     "description": "The Amazon Resource Name (ARN) of the function. The ARN uniquely identifies the function."
    },
    "Stage": {
     "description": "The stage that the function is in, either DEVELOPMENT or LIVE.",
     "enum": "FunctionStage"
    },
    "CreatedTime": {
     "description": "The date and time when the function was created."
    },
    "LastModifiedTime": {
     "description": "The date and time when the function was most recently updated."
    }
   }
  },
  "FunctionSummary": {
   "description": "Contains configuration information and metadata about a CloudFront function.",
   "members": {
    "Name": {
     "description": "The name of the CloudFront function."
    },
    "Status": {
     "description": "The status of the CloudFront function."
    },
    "FunctionConfig": {
     "description": "Contains configuration information about a CloudFront function."
    },
    "FunctionMetadata": {
     "description": "Contains metadata about a CloudFront function."
    }
   }
  },
  "GeoRestriction": {
   "description": "A complex type that controls the countries in which your content is distributed. CloudFront determines the location of your users using MaxMind GeoIP databases.",
   "members": {
    "RestrictionType": {
     "description": "The method that you want to use to restrict distribution of your content by country.",
     "enum": "GeoRestrictionType"
    },
    "Quantity": {
     "description": "When geo restriction is enabled, this is the number of countries in your whitelist or blacklist. Otherwise, when it is not enabled, Quantity is 0, and you can omit Items."
    },
    "Items": {
     "description": "A complex type that contains a Location element for each country in which you want CloudFront either to distribute your content (whitelist) or not distribute your content (blacklist)."
    }
   }
  },
  "GeoRestrictionCustomization": {
   "description": "The customizations that you specified for the distribution tenant for geographic restrictions.",
   "members": {
    "RestrictionType": {
     "description": "The method that you want to use to restrict distribution of your content by country.",
     "enum": "GeoRestrictionType"
    },
    "Locations": {
     "description": "The locations for geographic restrictions."
    }
   }
  },
  "GetAnycastIpListRequest": {
   "members": {
    "Id": {
     "description": "The ID of the Anycast static IP list."
    }
   }
  },
  "GetAnycastIpListResult": {
   "members": {
    "AnycastIpList": {
     "description": "The Anycast static IP list details."
    },
    "ETag": {
     "description": "The version identifier for the current version of the Anycast static IP list."
    }
   }
  },
  "GetCachePolicyConfigRequest": {
   "members": {
    "Id": {
     "description": "The unique identifier for the cache policy."
    }
   }
  },
  "GetCachePolicyConfigResult": {
   "members": {
    "CachePolicyConfig": {
     "description": "The cache policy configuration."
    },
    "ETag": {
     "description": "The current version of the cache policy."
    }
   }
  },
  "GetCachePolicyRequest": {
   "members": {
    "Id": {
     "description": "The unique identifier for the cache policy."
    }
   }
  },
  "GetCachePolicyResult": {
   "members": {
    "CachePolicy": {
     "description": "The cache policy."
    },
    "ETag": {
     "description": "The current version of the cache policy."
    }
   }
  },
  "GetCloudFrontOriginAccessIdentityConfigRequest": {
   "description": "The origin access identity's configuration information.",
   "members": {
    "Id": {
     "description": "The identity's ID."
    }
   }
  },
  "GetCloudFrontOriginAccessIdentityConfigResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "CloudFrontOriginAccessIdentityConfig": {
     "description": "The origin access identity's configuration information."
    },
    "ETag": {
     "description": "The current version of the configuration. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "GetCloudFrontOriginAccessIdentityRequest": {
   "description": "The request to get an origin access identity's information.",
   "members": {
    "Id": {
     "description": "The identity's ID."
    }
   }
  },
  "GetCloudFrontOriginAccessIdentityResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "CloudFrontOriginAccessIdentity": {
     "description": "The origin access identity's information."
    },
    "ETag": {
     "description": "The current version of the origin access identity's information. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "GetConnectionFunctionRequest": {
   "members": {
    "Identifier": {
     "description": "The connection function's identifier."
    },
    "Stage": {
     "description": "The connection function's stage.",
     "enum": "FunctionStage"
    }
   }
  },
  "GetConnectionFunctionResult": {
   "members": {
    "ConnectionFunctionCode": {
     "description": "The connection function's code."
    },
    "ETag": {
     "description": "The version identifier for the current version of the connection function."
    },
    "ContentType": {
     "description": "The connection function's content type."
    }
   }
  },
  "GetConnectionGroupByRoutingEndpointRequest": {
   "members": {
    "RoutingEndpoint": {
     "description": "The routing endpoint for the target connection group, such as d111111abcdef8.cloudfront.net."
    }
   }
  },
  "GetConnectionGroupByRoutingEndpointResult": {
   "members": {
    "ConnectionGroup": {
     "description": "The connection group for your distribution tenants."
    },
    "ETag": {
     "description": "The current version of the connection group."
    }
   }
  },
  "GetConnectionGroupRequest": {
   "members": {
    "Identifier": {
     "description": "The ID, name, or Amazon Resource Name (ARN) of the connection group."
    }
   }
  },
  "GetConnectionGroupResult": {
   "members": {
    "ConnectionGroup": {
     "description": "The connection group that you retrieved."
    },
    "ETag": {
     "description": "The current version of the connection group."
    }
   }
  },
  "GetContinuousDeploymentPolicyConfigRequest": {
   "members": {
    "Id": {
     "description": "The identifier of the continuous deployment policy whose configuration you are getting."
    }
   }
  },
  "GetContinuousDeploymentPolicyConfigResult": {
   "members": {
    "ContinuousDeploymentPolicyConfig": {
     "description": "Contains the configuration for a continuous deployment policy."
    },
    "ETag": {
     "description": "The version identifier for the current version of the continuous deployment policy."
    }
   }
  },
  "GetContinuousDeploymentPolicyRequest": {
   "members": {
    "Id": {
     "description": "The identifier of the continuous deployment policy that you are getting."
    }
   }
  },
  "GetContinuousDeploymentPolicyResult": {
   "members": {
    "ContinuousDeploymentPolicy": {
     "description": "A continuous deployment policy."
    },
    "ETag": {
     "description": "The version identifier for the current version of the continuous deployment policy."
    }
   }
  },
  "GetDistributionConfigRequest": {
   "description": "The request to get a distribution configuration.",
   "members": {
    "Id": {
     "description": "The distribution's ID. If the ID is empty, an empty distribution configuration is returned."
    }
   }
  },
  "GetDistributionConfigResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "DistributionConfig": {
     "description": "The distribution's configuration information."
    },
    "ETag": {
     "description": "The current version of the configuration. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "GetDistributionRequest": {
   "description": "The request to get a distribution's information.",
   "members": {
    "Id": {
     "description": "The distribution's ID. If the ID is empty, an empty distribution configuration is returned."
    }
   }
  },
  "GetDistributionResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "Distribution": {
     "description": "The distribution's information."
    },
    "ETag": {
     "description": "The current version of the distribution's information. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "GetDistributionTenantByDomainRequest": {
   "members": {
    "Domain": {
     "description": "A domain name associated with the target distribution tenant."
    }
   }
  },
  "GetDistributionTenantByDomainResult": {
   "members": {
    "DistributionTenant": {
     "description": "The distribution tenant."
    },
    "ETag": {
     "description": "The current version of the distribution tenant."
    }
   }
  },
  "GetDistributionTenantRequest": {
   "members": {
    "Identifier": {
     "description": "The identifier of the distribution tenant. You can specify the ARN, ID, or name of the distribution tenant."
    }
   }
  },
  "GetDistributionTenantResult": {
   "members": {
    "DistributionTenant": {
     "description": "The distribution tenant that you retrieved."
    },
    "ETag": {
     "description": "The current version of the distribution tenant."
    }
   }
  },
  "GetFieldLevelEncryptionConfigRequest": {
   "members": {
    "Id": {
     "description": "Request the ID for the field-level encryption configuration information."
    }
   }
  },
  "GetFieldLevelEncryptionConfigResult": {
   "members": {
    "FieldLevelEncryptionConfig": {
     "description": "Return the field-level encryption configuration information."
    },
    "ETag": {
     "description": "The current version of the field level encryption configuration. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "GetFieldLevelEncryptionProfileConfigRequest": {
   "members": {
    "Id": {
     "description": "Get the ID for the field-level encryption profile configuration information."
    }
   }
  },
  "GetFieldLevelEncryptionProfileConfigResult": {
   "members": {
    "FieldLevelEncryptionProfileConfig": {
     "description": "Return the field-level encryption profile configuration information."
    },
    "ETag": {
     "description": "The current version of the field-level encryption profile configuration result. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "GetFieldLevelEncryptionProfileRequest": {
   "members": {
    "Id": {
     "description": "Get the ID for the field-level encryption profile information."
    }
   }
  },
  "GetFieldLevelEncryptionProfileResult": {
   "members": {
    "FieldLevelEncryptionProfile": {
     "description": "Return the field-level encryption profile information."
    },
    "ETag": {
     "description": "The current version of the field level encryption profile. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "GetFieldLevelEncryptionRequest": {
   "members": {
    "Id": {
     "description": "Request the ID for the field-level encryption configuration information."
    }
   }
  },
  "GetFieldLevelEncryptionResult": {
   "members": {
    "FieldLevelEncryption": {
     "description": "Return the field-level encryption configuration information."
    },
    "ETag": {
     "description": "The current version of the field level encryption configuration. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "GetFunctionRequest": {
   "members": {
    "Name": {
     "description": "The name of the function whose code you are getting."
    },
    "Stage": {
     "description": "The function's stage, either DEVELOPMENT or LIVE.",
     "enum": "FunctionStage"
    }
   }
  },
  "GetFunctionResult": {
   "members": {
    "FunctionCode": {
     "description": "The function code of a CloudFront function."
    },
    "ETag": {
     "description": "The version identifier for the current version of the CloudFront function."
    },
    "ContentType": {
     "description": "The content type (media type) of the response."
    }
   }
  },
  "GetInvalidationForDistributionTenantRequest": {
   "members": {
    "DistributionTenantId": {
     "description": "The ID of the distribution tenant."
    },
    "Id": {
     "description": "The ID of the invalidation to retrieve."
    }
   }
  },
  "GetInvalidationForDistributionTenantResult": {
   "members": {
    "Invalidation": {
     "description": "An invalidation."
    }
   }
  },
  "GetInvalidationRequest": {
   "description": "The request to get an invalidation's information.",
   "members": {
    "DistributionId": {
     "description": "The distribution's ID."
    },
    "Id": {
     "description": "The identifier for the invalidation request, for example, IDFDVBD632BHDS5."
    }
   }
  },
  "GetInvalidationResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "Invalidation": {
     "description": "The invalidation's information."
    }
   }
  },
  "GetKeyGroupConfigRequest": {
   "members": {
    "Id": {
     "description": "The identifier of the key group whose configuration you are getting. To get the identifier, use ListKeyGroups."
    }
   }
  },
  "GetKeyGroupConfigResult": {
   "members": {
    "KeyGroupConfig": {
     "description": "The key group configuration."
    },
    "ETag": {
     "description": "The identifier for this version of the key group."
    }
   }
  },
  "GetKeyGroupRequest": {
   "members": {
    "Id": {
     "description": "The identifier of the key group that you are getting. To get the identifier, use ListKeyGroups."
    }
   }
  },
  "GetKeyGroupResult": {
   "members": {
    "KeyGroup": {
     "description": "The key group."
    },
    "ETag": {
     "description": "The identifier for this version of the key group."
    }
   }
  },
  "GetManagedCertificateDetailsRequest": {
   "members": {
    "Identifier": {
     "description": "The identifier of the distribution tenant. You can specify the ARN, ID, or name of the distribution tenant."
    }
   }
  },
  "GetManagedCertificateDetailsResult": {
   "members": {
    "ManagedCertificateDetails": {
     "description": "Contains details about the CloudFront managed ACM certificate."
    }
   }
  },
  "GetMonitoringSubscriptionRequest": {
   "members": {
    "DistributionId": {
     "description": "The ID of the distribution that you are getting metrics information for."
    }
   }
  },
  "GetMonitoringSubscriptionResult": {
   "members": {
    "MonitoringSubscription": {
     "description": "A monitoring subscription. This structure contains information about whether additional CloudWatch metrics are enabled for a given CloudFront distribution."
    }
   }
  },
  "GetOriginAccessControlConfigRequest": {
   "members": {
    "Id": {
     "description": "The unique identifier of the origin access control."
    }
   }
  },
  "GetOriginAccessControlConfigResult": {
   "members": {
    "OriginAccessControlConfig": {
     "description": "Contains an origin access control configuration."
    },
    "ETag": {
     "description": "The version identifier for the current version of the origin access control."
    }
   }
  },
  "GetOriginAccessControlRequest": {
   "members": {
    "Id": {
     "description": "The unique identifier of the origin access control."
    }
   }
  },
  "GetOriginAccessControlResult": {
   "members": {
    "OriginAccessControl": {
     "description": "Contains an origin access control, including its unique identifier."
    },
    "ETag": {
     "description": "The version identifier for the current version of the origin access control."
    }
   }
  },
  "GetOriginRequestPolicyConfigRequest": {
   "members": {
    "Id": {
     "description": "The unique identifier for the origin request policy."
    }
   }
  },
  "GetOriginRequestPolicyConfigResult": {
   "members": {
    "OriginRequestPolicyConfig": {
     "description": "The origin request policy configuration."
    },
    "ETag": {
     "description": "The current version of the origin request policy."
    }
   }
  },
  "GetOriginRequestPolicyRequest": {
   "members": {
    "Id": {
     "description": "The unique identifier for the origin request policy."
    }
   }
  },
  "GetOriginRequestPolicyResult": {
   "members": {
    "OriginRequestPolicy": {
     "description": "The origin request policy."
    },
    "ETag": {
     "description": "The current version of the origin request policy."
    }
   }
  },
  "GetPublicKeyConfigRequest": {
   "members": {
    "Id": {
     "description": "The identifier of the public key whose configuration you are getting."
    }
   }
  },
  "GetPublicKeyConfigResult": {
   "members": {
    "PublicKeyConfig": {
     "description": "A public key configuration."
    },
    "ETag": {
     "description": "The identifier for this version of the public key configuration."
    }
   }
  },
  "GetPublicKeyRequest": {
   "members": {
    "Id": {
     "description": "The identifier of the public key you are getting."
    }
   }
  },
  "GetPublicKeyResult": {
   "members": {
    "PublicKey": {
     "description": "The public key."
    },
    "ETag": {
     "description": "The identifier for this version of the public key."
    }
   }
  },
  "GetRealtimeLogConfigRequest": {
   "members": {
    "Name": {
     "description": "The name of the real-time log configuration to get."
    },
    "ARN": {
     "description": "The Amazon Resource Name (ARN) of the real-time log configuration to get."
    }
   }
  },
  "GetRealtimeLogConfigResult": {
   "members": {
    "RealtimeLogConfig": {
     "description": "A real-time log configuration."
    }
   }
  },
  "GetResourcePolicyRequest": {
   "members": {
    "ResourceArn": {
     "description": "The Amazon Resource Name (ARN) of the CloudFront resource that is associated with the resource policy."
    }
   }
  },
  "GetResourcePolicyResult": {
   "members": {
    "ResourceArn": {
     "description": "The Amazon Resource Name (ARN) of the CloudFront resource that is associated with the resource policy."
    },
    "PolicyDocument": {
     "description": "The resource policy in JSON format."
    }
   }
  },
  "GetResponseHeadersPolicyConfigRequest": {
   "members": {
    "Id": {
     "description": "The identifier for the response headers policy."
    }
   }
  },
  "GetResponseHeadersPolicyConfigResult": {
   "members": {
    "ResponseHeadersPolicyConfig": {
     "description": "Contains a response headers policy."
    },
    "ETag": {
     "description": "The version identifier for the current version of the response headers policy."
    }
   }
  },
  "GetResponseHeadersPolicyRequest": {
   "members": {
    "Id": {
     "description": "The identifier for the response headers policy."
    }
   }
  },
  "GetResponseHeadersPolicyResult": {
   "members": {
    "ResponseHeadersPolicy": {
     "description": "Contains a response headers policy."
    },
    "ETag": {
     "description": "The version identifier for the current version of the response headers policy."
    }
   }
  },
  "GetStreamingDistributionConfigRequest": {
   "description": "To request to get a streaming distribution configuration.",
   "members": {
    "Id": {
     "description": "The streaming distribution's ID."
    }
   }
  },
  "GetStreamingDistributionConfigResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "StreamingDistributionConfig": {
     "description": "The streaming distribution's configuration information."
    },
    "ETag": {
     "description": "The current version of the configuration. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "GetStreamingDistributionRequest": {
   "description": "The request to get a streaming distribution's information.",
   "members": {
    "Id": {
     "description": "The streaming distribution's ID."
    }
   }
  },
  "GetStreamingDistributionResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "StreamingDistribution": {
     "description": "The streaming distribution's information."
    },
    "ETag": {
     "description": "The current version of the streaming distribution's information. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "GetTrustStoreRequest": {
   "members": {
    "Identifier": {
     "description": "The trust store's identifier."
    }
   }
  },
  "GetTrustStoreResult": {
   "members": {
    "TrustStore": {
     "description": "The trust store."
    },
    "ETag": {
     "description": "The version identifier for the current version of the trust store."
    }
   }
  },
  "GetVpcOriginRequest": {
   "members": {
    "Id": {
     "description": "The VPC origin ID."
    }
   }
  },
  "GetVpcOriginResult": {
   "members": {
    "VpcOrigin": {
     "description": "The VPC origin."
    },
    "ETag": {
     "description": "The VPC origin ETag."
    }
   }
  },
  "GrpcConfig": {
   "description": "Amazon CloudFront supports gRPC, an open-source remote procedure call (RPC) framework built on HTTP/2. gRPC offers bi-directional streaming and binary protocol that buffers payloads, making it suitable for applications that require low latency communications.",
   "members": {
    "Enabled": {
     "description": "Enables your CloudFront distribution to receive gRPC requests and to proxy them directly to your origins."
    }
   }
  },
  "Headers": {
   "description": "Contains a list of HTTP header names.",
   "members": {
    "Quantity": {
     "description": "The number of header names in the Items list."
    },
    "Items": {
     "description": "A list of HTTP header names."
    }
   }
  },
  "ImportSource": {
   "description": "The import source for the key value store.",
   "members": {
    "SourceType": {
     "description": "The source type of the import source for the key value store.",
     "enum": "ImportSourceType"
    },
    "SourceARN": {
     "description": "The Amazon Resource Name (ARN) of the import source for the key value store."
    }
   }
  },
  "Invalidation": {
   "description": "An invalidation.",
   "members": {
    "Id": {
     "description": "The identifier for the invalidation request. For example: IDFDVBD632BHDS5."
    },
    "Status": {
     "description": "The status of the invalidation request. When the invalidation batch is finished, the status is Completed."
    },
    "CreateTime": {
     "description": "The date and time the invalidation request was first made."
    },
    "InvalidationBatch": {
     "description": "The current invalidation information for the batch request."
    }
   }
  },
  "InvalidationBatch": {
   "description": "An invalidation batch.",
   "members": {
    "Paths": {
     "description": "A complex type that contains information about the objects that you want to invalidate."
    },
    "CallerReference": {
     "description": "A value that you specify to uniquely identify an invalidation request. CloudFront uses the value to prevent you from accidentally resubmitting an identical request."
    }
   }
  },
  "InvalidationList": {
   "description": "The InvalidationList complex type describes the list of invalidation objects.",
   "members": {
    "Marker": {
     "description": "The value that you provided for the Marker request parameter."
    },
    "NextMarker": {
     "description": "If IsTruncated is true, this element is present and contains the value that you can use for the Marker request parameter to continue listing your invalidation batches where they left off."
    },
    "MaxItems": {
     "description": "The value that you provided for the MaxItems request parameter."
    },
    "IsTruncated": {
     "description": "A flag that indicates whether more invalidation batch requests remain to be listed."
    },
    "Quantity": {
     "description": "The number of invalidation batches that were created by the current Amazon Web Services account."
    },
    "Items": {
     "description": "A complex type that contains one InvalidationSummary element for each invalidation batch created by the current Amazon Web Services account."
    }
   }
  },
  "InvalidationSummary": {
   "description": "A summary of an invalidation request.",
   "members": {
    "Id": {
     "description": "The unique ID for an invalidation request."
    },
    "CreateTime": {
     "description": "The time that an invalidation request was created."
    },
    "Status": {
     "description": "The status of an invalidation request."
    }
   }
  },
  "IpamCidrConfig": {
   "description": "Configuration for an IPAM CIDR that defines a specific IP address range, IPAM pool, and associated Anycast IP address.",
   "members": {
    "Cidr": {
     "description": "The CIDR that specifies the IP address range for this IPAM configuration."
    },
    "IpamPoolArn": {
     "description": "The Amazon Resource Name (ARN) of the IPAM pool that the CIDR block is assigned to."
    },
    "AnycastIp": {
     "description": "The specified Anycast IP address allocated from the IPAM pool for this CIDR configuration."
    },
    "Status": {
     "description": "The current status of the IPAM CIDR configuration.",
     "enum": "IpamCidrStatus"
    }
   }
  },
  "IpamConfig": {
   "description": "The configuration IPAM settings that includes the quantity of CIDR configurations and the list of IPAM CIDR configurations.",
   "members": {
    "Quantity": {
     "description": "The number of IPAM CIDR configurations in the IpamCidrConfigs list."
    },
    "IpamCidrConfigs": {
     "description": "A list of IPAM CIDR configurations that define the IP address ranges, IPAM pools, and associated Anycast IP addresses."
    }
   }
  },
  "KGKeyPairIds": {
   "description": "A list of identifiers for the public keys that CloudFront can use to verify the signatures of signed URLs and signed cookies.",
   "members": {
    "KeyGroupId": {
     "description": "The identifier of the key group that contains the public keys."
    },
    "KeyPairIds": {
     "description": "A list of CloudFront key pair identifiers."
    }
   }
  },
  "KeyGroup": {
   "description": "A key group. A key group contains a list of public keys that you can use with CloudFront signed URLs and signed cookies.",
   "members": {
    "Id": {
     "description": "The identifier for the key group."
    },
    "LastModifiedTime": {
     "description": "The date and time when the key group was last modified."
    },
    "KeyGroupConfig": {
     "description": "The key group configuration."
    }
   }
  },
  "KeyGroupConfig": {
   "description": "A key group configuration. A key group contains a list of public keys that you can use with CloudFront signed URLs and signed cookies.",
   "members": {
    "Name": {
     "description": "A name to identify the key group."
    },
    "Items": {
     "description": "A list of the identifiers of the public keys in the key group."
    },
    "Comment": {
     "description": "A comment to describe the key group. The comment cannot be longer than 128 characters."
    }
   }
  },
  "KeyGroupList": {
   "description": "A list of key groups.",
   "members": {
    "NextMarker": {
     "description": "If there are more items in the list than are in this response, this element is present."
    },
    "MaxItems": {
     "description": "The maximum number of key groups requested."
    },
    "Quantity": {
     "description": "The number of key groups returned in the response."
    },
    "Items": {
     "description": "A list of key groups."
    }
   }
  },
  "KeyGroupSummary": {
   "description": "Contains information about a key group.",
   "members": {
    "KeyGroup": {
     "description": "A key group."
    }
   }
  },
  "KeyPairIds": {
   "description": "A list of CloudFront key pair identifiers.",
   "members": {
    "Quantity": {
     "description": "The number of key pair identifiers in the list."
    },
    "Items": {
     "description": "A list of CloudFront key pair identifiers."
    }
   }
  },
  "KeyValueStore": {
   "description": "The key value store. Use this to separate data from function code, allowing you to update data without having to publish a new version of a function.",
   "members": {
    "Name": {
     "description": "The name of the key value store."
    },
    "Id": {
     "description": "The unique Id for the key value store."
    },
    "Comment": {
     "description": "A comment for the key value store."
    },
    "ARN": {
     "description": "The Amazon Resource Name (ARN) of the key value store."
    },
    "Status": {
     "description": "The status of the key value store."
    },
    "LastModifiedTime": {
     "description": "The last-modified time of the key value store."
    }
   }
  },
  "KeyValueStoreAssociation": {
   "description": "The key value store association.",
   "members": {
    "KeyValueStoreARN": {
     "description": "The Amazon Resource Name (ARN) of the key value store association."
    }
   }
  },
  "KeyValueStoreAssociations": {
   "description": "The key value store associations.",
   "members": {
    "Quantity": {
     "description": "The quantity of key value store associations."
    },
    "Items": {
     "description": "The items of the key value store association."
    }
   }
  },
  "KeyValueStoreList": {
   "description": "The key value store list.",
   "members": {
    "NextMarker": {
     "description": "The next marker associated with the key value store list."
    },
    "MaxItems": {
     "description": "The maximum number of items in the key value store list."
    },
    "Quantity": {
     "description": "The quantity of the key value store list."
    },
    "Items": {
     "description": "The items of the key value store list."
    }
   }
  },
  "KinesisStreamConfig": {
   "description": "Contains information about the Amazon Kinesis data stream where you are sending real-time log data.",
   "members": {
    "RoleARN": {
     "description": "The Amazon Resource Name (ARN) of an Identity and Access Management (IAM) role that CloudFront can use to send real-time log data to your Kinesis data stream."
    },
    "StreamARN": {
     "description": "The Amazon Resource Name (ARN) of the Kinesis data stream where you are sending real-time log data."
    }
   }
  },
  "LambdaFunctionAssociation": {
   "description": "A complex type that contains a Lambda@Edge function association.",
   "members": {
    "LambdaFunctionARN": {
     "description": "The ARN of the Lambda@Edge function. You must specify the ARN of a function version; you can't specify an alias or $LATEST."
    },
    "EventType": {
     "description": "Specifies the event type that triggers a Lambda@Edge function invocation.",
     "enum": "EventType"
    },
    "IncludeBody": {
     "description": "A flag that allows a Lambda@Edge function to have read access to the body content."
    }
   }
  },
  "LambdaFunctionAssociations": {
   "description": "A complex type that specifies a list of Lambda@Edge functions associations for a cache behavior.",
   "members": {
    "Quantity": {
     "description": "The number of Lambda@Edge function associations for this cache behavior."
    },
    "Items": {
     "description": "Optional: A complex type that contains LambdaFunctionAssociation items for this cache behavior. If Quantity is 0, you can omit Items."
    }
   }
  },
  "ListAnycastIpListsRequest": {
   "members": {
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list. The response includes items in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of Anycast static IP lists that you want returned in the response."
    }
   }
  },
  "ListAnycastIpListsResult": {
   "members": {
    "AnycastIpLists": {
     "description": "Root level tag for the AnycastIpLists parameters."
    }
   }
  },
  "ListCachePoliciesRequest": {
   "members": {
    "Type": {
     "description": "A filter to return only the specified kinds of cache policies.",
     "enum": "CachePolicyType"
    },
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list of cache policies. The response includes cache policies in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of cache policies that you want in the response."
    }
   }
  },
  "ListCachePoliciesResult": {
   "members": {
    "CachePolicyList": {
     "description": "A list of cache policies."
    }
   }
  },
  "ListCloudFrontOriginAccessIdentitiesRequest": {
   "description": "The request to list origin access identities.",
   "members": {
    "Marker": {
     "description": "Use this when paginating results to indicate where to begin in your list of origin access identities. The results include identities in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of origin access identities you want in the response body."
    }
   }
  },
  "ListCloudFrontOriginAccessIdentitiesResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "CloudFrontOriginAccessIdentityList": {
     "description": "The CloudFrontOriginAccessIdentityList type."
    }
   }
  },
  "ListConflictingAliasesRequest": {
   "members": {
    "DistributionId": {
     "description": "The ID of a standard distribution in your account that has an attached TLS certificate that includes the provided alias."
    },
    "Alias": {
     "description": "The alias (also called a CNAME) to search for conflicting aliases."
    },
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in the list of conflicting aliases."
    },
    "MaxItems": {
     "description": "The maximum number of conflicting aliases that you want in the response."
    }
   }
  },
  "ListConflictingAliasesResult": {
   "members": {
    "ConflictingAliasesList": {
     "description": "A list of conflicting aliases."
    }
   }
  },
  "ListConnectionFunctionsRequest": {
   "members": {
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list. The response includes items in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of connection functions that you want returned in the response."
    },
    "Stage": {
     "description": "The connection function's stage.",
     "enum": "FunctionStage"
    }
   }
  },
  "ListConnectionFunctionsResult": {
   "members": {
    "NextMarker": {
     "description": "Indicates the next page of connection functions. To get the next page of the list, use this value in the Marker field of your request."
    },
    "ConnectionFunctions": {
     "description": "A list of connection functions."
    }
   }
  },
  "ListConnectionGroupsRequest": {
   "members": {
    "AssociationFilter": {
     "description": "Filter by associated Anycast IP list ID."
    },
    "Marker": {
     "description": "The marker for the next set of connection groups to retrieve."
    },
    "MaxItems": {
     "description": "The maximum number of connection groups to return."
    }
   }
  },
  "ListConnectionGroupsResult": {
   "members": {
    "NextMarker": {
     "description": "A token used for pagination of results returned in the response. You can use the token from the previous request to define where the current request should begin."
    },
    "ConnectionGroups": {
     "description": "The list of connection groups that you retrieved."
    }
   }
  },
  "ListContinuousDeploymentPoliciesRequest": {
   "members": {
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list of continuous deployment policies."
    },
    "MaxItems": {
     "description": "The maximum number of continuous deployment policies that you want returned in the response."
    }
   }
  },
  "ListContinuousDeploymentPoliciesResult": {
   "members": {
    "ContinuousDeploymentPolicyList": {
     "description": "A list of continuous deployment policies."
    }
   }
  },
  "ListDistributionTenantsByCustomizationRequest": {
   "members": {
    "WebACLArn": {
     "description": "Filter by the ARN of the associated WAF web ACL."
    },
    "CertificateArn": {
     "description": "Filter by the ARN of the associated ACM certificate."
    },
    "Marker": {
     "description": "The marker for the next set of results."
    },
    "MaxItems": {
     "description": "The maximum number of distribution tenants to return by the specified customization."
    }
   }
  },
  "ListDistributionTenantsByCustomizationResult": {
   "members": {
    "NextMarker": {
     "description": "A token used for pagination of results returned in the response. You can use the token from the previous request to define where the current request should begin."
    },
    "DistributionTenantList": {
     "description": "A list of distribution tenants with the specified customization."
    }
   }
  },
  "ListDistributionTenantsRequest": {
   "members": {
    "AssociationFilter": {
     "description": "Filter by the associated distribution ID or connection group ID."
    },
    "Marker": {
     "description": "The marker for the next set of results."
    },
    "MaxItems": {
     "description": "The maximum number of distribution tenants to return."
    }
   }
  },
  "ListDistributionTenantsResult": {
   "members": {
    "NextMarker": {
     "description": "A token used for pagination of results returned in the response. You can use the token from the previous request to define where the current request should begin."
    },
    "DistributionTenantList": {
     "description": "The list of distribution tenants that you retrieved."
    }
   }
  },
  "ListDistributionsByAnycastIpListIdRequest": {
   "members": {
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list. The response includes items in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of distributions that you want returned in the response."
    },
    "AnycastIpListId": {
     "description": "The ID of the Anycast static IP list."
    }
   }
  },
  "ListDistributionsByAnycastIpListIdResult": {
   "members": {
    "DistributionList": {
     "description": "A distribution list."
    }
   }
  },
  "ListDistributionsByCachePolicyIdRequest": {
   "members": {
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list of distribution IDs. The response includes distribution IDs in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of distribution IDs that you want in the response."
    },
    "CachePolicyId": {
     "description": "The ID of the cache policy whose associated distribution IDs you want to list."
    }
   }
  },
  "ListDistributionsByCachePolicyIdResult": {
   "members": {
    "DistributionIdList": {
     "description": "A list of distribution IDs."
    }
   }
  },
  "ListDistributionsByConnectionFunctionRequest": {
   "members": {
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list. The response includes items in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of distributions that you want returned in the response."
    },
    "ConnectionFunctionIdentifier": {
     "description": "The distributions by connection function identifier."
    }
   }
  },
  "ListDistributionsByConnectionFunctionResult": {
   "members": {
    "DistributionList": {
     "description": "A distribution list."
    }
   }
  },
  "ListDistributionsByConnectionModeRequest": {
   "members": {
    "Marker": {
     "description": "The marker for the next set of distributions to retrieve."
    },
    "MaxItems": {
     "description": "The maximum number of distributions to return."
    },
    "ConnectionMode": {
     "description": "This field specifies whether the connection mode is through a standard distribution (direct) or a multi-tenant distribution with distribution tenants (tenant-only).",
     "enum": "ConnectionMode"
    }
   }
  },
  "ListDistributionsByConnectionModeResult": {
   "members": {
    "DistributionList": {
     "description": "A distribution list."
    }
   }
  },
  "ListDistributionsByKeyGroupRequest": {
   "members": {
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list of distribution IDs. The response includes distribution IDs in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of distribution IDs that you want in the response."
    },
    "KeyGroupId": {
     "description": "The ID of the key group whose associated distribution IDs you are listing."
    }
   }
  },
  "ListDistributionsByKeyGroupResult": {
   "members": {
    "DistributionIdList": {
     "description": "A list of distribution IDs."
    }
   }
  },
  "ListDistributionsByOriginRequestPolicyIdRequest": {
   "members": {
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list of distribution IDs. The response includes distribution IDs in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of distribution IDs that you want in the response."
    },
    "OriginRequestPolicyId": {
     "description": "The ID of the origin request policy whose associated distribution IDs you want to list."
    }
   }
  },
  "ListDistributionsByOriginRequestPolicyIdResult": {
   "members": {
    "DistributionIdList": {
     "description": "A list of distribution IDs."
    }
   }
  },
  "ListDistributionsByOwnedResourceRequest": {
   "members": {
    "ResourceArn": {
     "description": "The ARN of the CloudFront resource that you've shared with other Amazon Web Services accounts."
    },
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list of distributions. The response includes distributions in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of distributions to return."
    }
   }
  },
  "ListDistributionsByOwnedResourceResult": {
   "members": {
    "DistributionList": {
     "description": "The list of distributions that are using the shared resource."
    }
   }
  },
  "ListDistributionsByRealtimeLogConfigRequest": {
   "members": {
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list of distributions. The response includes distributions in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of distributions that you want in the response."
    },
    "RealtimeLogConfigName": {
     "description": "The name of the real-time log configuration whose associated distributions you want to list."
    },
    "RealtimeLogConfigArn": {
     "description": "The Amazon Resource Name (ARN) of the real-time log configuration whose associated distributions you want to list."
    }
   }
  },
  "ListDistributionsByRealtimeLogConfigResult": {
   "members": {
    "DistributionList": {
     "description": "A distribution list."
    }
   }
  },
  "ListDistributionsByResponseHeadersPolicyIdRequest": {
   "members": {
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list of distribution IDs. The response includes distribution IDs in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of distribution IDs that you want to get in the response."
    },
    "ResponseHeadersPolicyId": {
     "description": "The ID of the response headers policy whose associated distribution IDs you want to list."
    }
   }
  },
  "ListDistributionsByResponseHeadersPolicyIdResult": {
   "members": {
    "DistributionIdList": {
     "description": "A list of distribution IDs."
    }
   }
  },
  "ListDistributionsByTrustStoreRequest": {
   "members": {
    "TrustStoreIdentifier": {
     "description": "The distributions by trust store identifier."
    },
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list. The response includes items in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of distributions that you want returned in the response."
    }
   }
  },
  "ListDistributionsByTrustStoreResult": {
   "members": {
    "DistributionList": {
     "description": "A distribution list."
    }
   }
  },
  "ListDistributionsByVpcOriginIdRequest": {
   "members": {
    "Marker": {
     "description": "The marker associated with the VPC origin distributions list."
    },
    "MaxItems": {
     "description": "The maximum number of items included in the list."
    },
    "VpcOriginId": {
     "description": "The VPC origin ID."
    }
   }
  },
  "ListDistributionsByVpcOriginIdResult": {
   "members": {
    "DistributionIdList": {
     "description": "A list of distribution IDs."
    }
   }
  },
  "ListDistributionsByWebACLIdRequest": {
   "description": "The request to list distributions that are associated with a specified WAF web ACL.",
   "members": {
    "Marker": {
     "description": "Use Marker and MaxItems to control pagination of results. If you have more than MaxItems distributions that satisfy the request, the response includes a NextMarker element."
    },
    "MaxItems": {
     "description": "The maximum number of distributions that you want CloudFront to return in the response body. The maximum and default values are both 100."
    },
    "WebACLId": {
     "description": "The ID of the WAF web ACL that you want to list the associated distributions."
    }
   }
  },
  "ListDistributionsByWebACLIdResult": {
   "description": "The response to a request to list the distributions that are associated with a specified WAF web ACL.",
   "members": {
    "DistributionList": {
     "description": "The DistributionList type."
    }
   }
  },
  "ListDistributionsRequest": {
   "description": "The request to list your distributions.",
   "members": {
    "Marker": {
     "description": "Use this when paginating results to indicate where to begin in your list of distributions. The results include distributions in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of distributions you want in the response body."
    }
   }
  },
  "ListDistributionsResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "DistributionList": {
     "description": "The DistributionList type."
    }
   }
  },
  "ListDomainConflictsRequest": {
   "members": {
    "Domain": {
     "description": "The domain to check for conflicts."
    },
    "DomainControlValidationResource": {
     "description": "The distribution resource identifier. This can be the standard distribution or distribution tenant that has a valid certificate, which covers the domain that you specify."
    },
    "MaxItems": {
     "description": "The maximum number of domain conflicts to return."
    },
    "Marker": {
     "description": "The marker for the next set of domain conflicts."
    }
   }
  },
  "ListDomainConflictsResult": {
   "members": {
    "DomainConflicts": {
     "description": "Contains details about the domain conflicts."
    },
    "NextMarker": {
     "description": "A token used for pagination of results returned in the response. You can use the token from the previous request to define where the current request should begin."
    }
   }
  },
  "ListFieldLevelEncryptionConfigsRequest": {
   "members": {
    "Marker": {
     "description": "Use this when paginating results to indicate where to begin in your list of configurations. The results include configurations in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of field-level encryption configurations you want in the response body."
    }
   }
  },
  "ListFieldLevelEncryptionConfigsResult": {
   "members": {
    "FieldLevelEncryptionList": {
     "description": "Returns a list of all field-level encryption configurations that have been created in CloudFront for this account."
    }
   }
  },
  "ListFieldLevelEncryptionProfilesRequest": {
   "members": {
    "Marker": {
     "description": "Use this when paginating results to indicate where to begin in your list of profiles. The results include profiles in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of field-level encryption profiles you want in the response body."
    }
   }
  },
  "ListFieldLevelEncryptionProfilesResult": {
   "members": {
    "FieldLevelEncryptionProfileList": {
     "description": "Returns a list of the field-level encryption profiles that have been created in CloudFront for this account."
    }
   }
  },
  "ListFunctionsRequest": {
   "members": {
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list of functions. The response includes functions in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of functions that you want in the response."
    },
    "Stage": {
     "description": "An optional filter to return only the functions that are in the specified stage, either DEVELOPMENT or LIVE.",
     "enum": "FunctionStage"
    }
   }
  },
  "ListFunctionsResult": {
   "members": {
    "FunctionList": {
     "description": "A list of CloudFront functions."
    }
   }
  },
  "ListInvalidationsForDistributionTenantRequest": {
   "members": {
    "Id": {
     "description": "The ID of the distribution tenant."
    },
    "Marker": {
     "description": "Use this parameter when paginating results to indicate where to begin in your list of invalidation batches."
    },
    "MaxItems": {
     "description": "The maximum number of invalidations to return for the distribution tenant."
    }
   }
  },
  "ListInvalidationsForDistributionTenantResult": {
   "members": {
    "InvalidationList": {
     "description": "The InvalidationList complex type describes the list of invalidation objects."
    }
   }
  },
  "ListInvalidationsRequest": {
   "description": "The request to list invalidations.",
   "members": {
    "DistributionId": {
     "description": "The distribution's ID."
    },
    "Marker": {
     "description": "Use this parameter when paginating results to indicate where to begin in your list of invalidation batches."
    },
    "MaxItems": {
     "description": "The maximum number of invalidation batches that you want in the response body."
    }
   }
  },
  "ListInvalidationsResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "InvalidationList": {
     "description": "Information about invalidation batches."
    }
   }
  },
  "ListKeyGroupsRequest": {
   "members": {
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list of key groups. The response includes key groups in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of key groups that you want in the response."
    }
   }
  },
  "ListKeyGroupsResult": {
   "members": {
    "KeyGroupList": {
     "description": "A list of key groups."
    }
   }
  },
  "ListKeyValueStoresRequest": {
   "members": {
    "Marker": {
     "description": "The marker associated with the key value stores list."
    },
    "MaxItems": {
     "description": "The maximum number of items in the key value stores list."
    },
    "Status": {
     "description": "The status of the request for the key value stores list."
    }
   }
  },
  "ListKeyValueStoresResult": {
   "members": {
    "KeyValueStoreList": {
     "description": "The resulting key value stores list."
    }
   }
  },
  "ListOriginAccessControlsRequest": {
   "members": {
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list of origin access controls. The response includes the items in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of origin access controls that you want in the response."
    }
   }
  },
  "ListOriginAccessControlsResult": {
   "members": {
    "OriginAccessControlList": {
     "description": "A list of origin access controls."
    }
   }
  },
  "ListOriginRequestPoliciesRequest": {
   "members": {
    "Type": {
     "description": "A filter to return only the specified kinds of origin request policies.",
     "enum": "OriginRequestPolicyType"
    },
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list of origin request policies."
    },
    "MaxItems": {
     "description": "The maximum number of origin request policies that you want in the response."
    }
   }
  },
  "ListOriginRequestPoliciesResult": {
   "members": {
    "OriginRequestPolicyList": {
     "description": "A list of origin request policies."
    }
   }
  },
  "ListPublicKeysRequest": {
   "members": {
    "Marker": {
     "description": "Use this when paginating results to indicate where to begin in your list of public keys. The results include public keys in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of public keys you want in the response body."
    }
   }
  },
  "ListPublicKeysResult": {
   "members": {
    "PublicKeyList": {
     "description": "Returns a list of all public keys that have been added to CloudFront for this account."
    }
   }
  },
  "ListRealtimeLogConfigsRequest": {
   "members": {
    "MaxItems": {
     "description": "The maximum number of real-time log configurations that you want in the response."
    },
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list of real-time log configurations."
    }
   }
  },
  "ListRealtimeLogConfigsResult": {
   "members": {
    "RealtimeLogConfigs": {
     "description": "A list of real-time log configurations."
    }
   }
  },
  "ListResponseHeadersPoliciesRequest": {
   "members": {
    "Type": {
     "description": "A filter to get only the specified kind of response headers policies.",
     "enum": "ResponseHeadersPolicyType"
    },
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list of response headers policies."
    },
    "MaxItems": {
     "description": "The maximum number of response headers policies that you want to get in the response."
    }
   }
  },
  "ListResponseHeadersPoliciesResult": {
   "members": {
    "ResponseHeadersPolicyList": {
     "description": "A list of response headers policies."
    }
   }
  },
  "ListStreamingDistributionsRequest": {
   "description": "The request to list your streaming distributions.",
   "members": {
    "Marker": {
     "description": "The value that you provided for the Marker request parameter."
    },
    "MaxItems": {
     "description": "The value that you provided for the MaxItems request parameter."
    }
   }
  },
  "ListStreamingDistributionsResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "StreamingDistributionList": {
     "description": "The StreamingDistributionList type."
    }
   }
  },
  "ListTagsForResourceRequest": {
   "description": "The request to list tags for a CloudFront resource.",
   "members": {
    "Resource": {
     "description": "An ARN of a CloudFront resource."
    }
   }
  },
  "ListTagsForResourceResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "Tags": {
     "description": "A complex type that contains zero or more Tag elements."
    }
   }
  },
  "ListTrustStoresRequest": {
   "members": {
    "Marker": {
     "description": "Use this field when paginating results to indicate where to begin in your list. The response includes items in the list that occur after the marker."
    },
    "MaxItems": {
     "description": "The maximum number of trust stores that you want returned in the response."
    }
   }
  },
  "ListTrustStoresResult": {
   "members": {
    "NextMarker": {
     "description": "Indicates the next page of trust stores. To get the next page of the list, use this value in the Marker field of your request."
    },
    "TrustStoreList": {
     "description": "The trust store list."
    }
   }
  },
  "ListVpcOriginsRequest": {
   "members": {
    "Marker": {
     "description": "The marker associated with the VPC origins list."
    },
    "MaxItems": {
     "description": "The maximum number of items included in the list."
    }
   }
  },
  "ListVpcOriginsResult": {
   "members": {
    "VpcOriginList": {
     "description": "List of VPC origins."
    }
   }
  },
  "LoggingConfig": {
   "description": "A complex type that specifies whether access logs are written for the distribution.",
   "members": {
    "Enabled": {
     "description": "Specifies whether you want CloudFront to save access logs to an Amazon S3 bucket."
    },
    "IncludeCookies": {
     "description": "Specifies whether you want CloudFront to include cookies in access logs, specify true for IncludeCookies."
    },
    "Bucket": {
     "description": "The Amazon S3 bucket to store the access logs in, for example, amzn-s3-demo-bucket.s3.amazonaws.com."
    },
    "Prefix": {
     "description": "An optional string that you want CloudFront to prefix to the access log filenames for this distribution, for example, myprefix/."
    }
   }
  },
  "ManagedCertificateDetails": {
   "description": "Contains details about the CloudFront managed ACM certificate.",
   "members": {
    "CertificateArn": {
     "description": "The ARN of the CloudFront managed ACM certificate."
    },
    "CertificateStatus": {
     "description": "The status of the CloudFront managed ACM certificate. Your distribution tenant will be updated with the latest certificate status.",
     "enum": "ManagedCertificateStatus"
    },
    "ValidationTokenHost": {
     "description": "Contains details about the validation token host of the specified CloudFront managed ACM certificate. This setting only affects the initial certificate request.",
     "enum": "ValidationTokenHost"
    },
    "ValidationTokenDetails": {
     "description": "Contains details about the validation token of the specified CloudFront managed ACM certificate."
    }
   }
  },
  "ManagedCertificateRequest": {
   "description": "An object that represents the request for the Amazon CloudFront managed ACM certificate.",
   "members": {
    "ValidationTokenHost": {
     "description": "Specify how the HTTP validation token will be served when requesting the CloudFront managed ACM certificate.",
     "enum": "ValidationTokenHost"
    },
    "PrimaryDomainName": {
     "description": "The primary domain name associated with the CloudFront managed ACM certificate."
    },
    "CertificateTransparencyLoggingPreference": {
     "description": "You can opt out of certificate transparency logging by specifying the disabled option. Opt in by specifying enabled.",
     "enum": "CertificateTransparencyLoggingPreference"
    }
   }
  },
  "MonitoringSubscription": {
   "description": "A monitoring subscription. This structure contains information about whether additional CloudWatch metrics are enabled for a given CloudFront distribution.",
   "members": {
    "RealtimeMetricsSubscriptionConfig": {
     "description": "A subscription configuration for additional CloudWatch metrics."
    }
   }
  },
  "Origin": {
   "description": "An origin. An origin is the location where content is stored, and from which CloudFront gets content to serve to viewers.",
   "members": {
    "Id": {
     "description": "A unique identifier for the origin. This value must be unique within the distribution. Use this value to specify the TargetOriginId in a CacheBehavior or DefaultCacheBehavior."
    },
    "DomainName": {
     "description": "The domain name for the origin."
    },
    "OriginPath": {
     "description": "An optional path that CloudFront appends to the origin domain name when CloudFront requests content from the origin."
    },
    "CustomHeaders": {
     "description": "A list of HTTP header names and values that CloudFront adds to the requests that it sends to the origin."
    },
    "S3OriginConfig": {
     "description": "Use this type to specify an origin that is an Amazon S3 bucket that is not configured with static website hosting."
    },
    "CustomOriginConfig": {
     "description": "Use this type to specify an origin that is not an Amazon S3 bucket, with one exception. If the Amazon S3 bucket is configured with static website hosting, use this type."
    },
    "VpcOriginConfig": {
     "description": "The VPC origin configuration."
    },
    "ConnectionAttempts": {
     "description": "The number of times that CloudFront attempts to connect to the origin. The minimum number is 1, the maximum is 3, and the default (if you don't specify otherwise) is 3."
    },
    "ConnectionTimeout": {
     "description": "The number of seconds that CloudFront waits when trying to establish a connection to the origin."
    },
    "ResponseCompletionTimeout": {
     "description": "The time (in seconds) that a request from CloudFront to the origin can stay open and wait for a response."
    },
    "OriginShield": {
     "description": "CloudFront Origin Shield. Using Origin Shield can help reduce the load on your origin."
    },
    "OriginAccessControlId": {
     "description": "The unique identifier of an origin access control for this origin."
    }
   }
  },
  "OriginAccessControl": {
   "description": "A CloudFront origin access control, including its unique identifier.",
   "members": {
    "Id": {
     "description": "The unique identifier of the origin access control."
    },
    "OriginAccessControlConfig": {
     "description": "The origin access control."
    }
   }
  },
  "OriginAccessControlConfig": {
   "description": "A CloudFront origin access control configuration.",
   "members": {
    "Name": {
     "description": "A name to identify the origin access control. You can specify up to 64 characters."
    },
    "Description": {
     "description": "A description of the origin access control."
    },
    "SigningProtocol": {
     "description": "The signing protocol of the origin access control, which determines how CloudFront signs (authenticates) requests. The only valid values are sigv4 and sigv4a.",
     "enum": "OriginAccessControlSigningProtocols"
    },
    "SigningBehavior": {
     "description": "Specifies which requests CloudFront signs (adds authentication information to). Specify always for the most common use case.",
     "enum": "OriginAccessControlSigningBehaviors"
    },
    "OriginAccessControlOriginType": {
     "description": "The type of origin that this origin access control is for.",
     "enum": "OriginAccessControlOriginTypes"
    }
   }
  },
  "OriginAccessControlList": {
   "description": "A list of CloudFront origin access controls.",
   "members": {
    "Marker": {
     "description": "The value of the Marker field that was provided in the request."
    },
    "NextMarker": {
     "description": "If there are more items in the list than are in this response, this element is present."
    },
    "MaxItems": {
     "description": "The maximum number of origin access controls requested."
    },
    "IsTruncated": {
     "description": "If there are more items in the list than are in this response, this value is true."
    },
    "Quantity": {
     "description": "The number of origin access controls returned in the response."
    },
    "Items": {
     "description": "Contains the origin access controls in the list."
    }
   }
  },
  "OriginAccessControlSummary": {
   "description": "A CloudFront origin access control.",
   "members": {
    "Id": {
     "description": "The unique identifier of the origin access control."
    },
    "Description": {
     "description": "A description of the origin access control."
    },
    "Name": {
     "description": "A unique name that identifies the origin access control."
    },
    "SigningProtocol": {
     "description": "The signing protocol of the origin access control. The signing protocol determines how CloudFront signs (authenticates) requests. The only valid values are sigv4 and sigv4a.",
     "enum": "OriginAccessControlSigningProtocols"
    },
    "SigningBehavior": {
     "description": "A value that specifies which requests CloudFront signs (adds authentication information to).",
     "enum": "OriginAccessControlSigningBehaviors"
    },
    "OriginAccessControlOriginType": {
     "description": "The type of origin that this origin access control is for.",
     "enum": "OriginAccessControlOriginTypes"
    }
   }
  },
  "OriginCustomHeader": {
   "description": "A complex type that contains HeaderName and HeaderValue elements, if any, for this distribution.",
   "members": {
    "HeaderName": {
     "description": "The name of a header that you want CloudFront to send to your origin."
    },
    "HeaderValue": {
     "description": "The value for the header that you specified in the HeaderName field."
    }
   }
  },
  "OriginGroup": {
   "description": "An origin group includes two origins (a primary origin and a secondary origin to failover to) and a failover criteria that you specify.",
   "members": {
    "Id": {
     "description": "The origin group's ID."
    },
    "FailoverCriteria": {
     "description": "A complex type that contains information about the failover criteria for an origin group."
    },
    "Members": {
     "description": "A complex type that contains information about the origins in an origin group."
    },
    "SelectionCriteria": {
     "description": "The selection criteria for the origin group.",
     "enum": "OriginGroupSelectionCriteria"
    }
   }
  },
  "OriginGroupFailoverCriteria": {
   "description": "A complex data type that includes information about the failover criteria for an origin group, including the status codes for which CloudFront will failover from the primary origin to the second origin.",
   "members": {
    "StatusCodes": {
     "description": "The status codes that, when returned from the primary origin, will trigger CloudFront to failover to the second origin."
    }
   }
  },
  "OriginGroupMember": {
   "description": "An origin in an origin group.",
   "members": {
    "OriginId": {
     "description": "The ID for an origin in an origin group."
    }
   }
  },
  "OriginGroupMembers": {
   "description": "A complex data type for the origins included in an origin group.",
   "members": {
    "Quantity": {
     "description": "The number of origins in an origin group."
    },
    "Items": {
     "description": "Items (origins) in an origin group."
    }
   }
  },
  "OriginGroups": {
   "description": "A complex data type for the origin groups specified for a distribution.",
   "members": {
    "Quantity": {
     "description": "The number of origin groups."
    },
    "Items": {
     "description": "The items (origin groups) in a distribution."
    }
   }
  },
  "OriginMtlsConfig": {
   "description": "Configures mutual TLS authentication between CloudFront and your origin server.",
   "members": {
    "ClientCertificateArn": {
     "description": "The Amazon Resource Name (ARN) of the client certificate stored in Amazon Web Services Certificate Manager (ACM) that CloudFront uses to authenticate with your origin using Mutual TLS."
    }
   }
  },
  "OriginRequestPolicy": {
   "description": "An origin request policy. When it's attached to a cache behavior, the origin request policy determines the values that CloudFront includes in requests that it sends to the origin.",
   "members": {
    "Id": {
     "description": "The unique identifier for the origin request policy."
    },
    "LastModifiedTime": {
     "description": "The date and time when the origin request policy was last modified."
    },
    "OriginRequestPolicyConfig": {
     "description": "The origin request policy configuration."
    }
   }
  },
  "OriginRequestPolicyConfig": {
   "description": "An origin request policy configuration. This configuration determines the values that CloudFront includes in requests that it sends to the origin.",
   "members": {
    "Comment": {
     "description": "A comment to describe the origin request policy. The comment cannot be longer than 128 characters."
    },
    "Name": {
     "description": "A unique name to identify the origin request policy."
    },
    "HeadersConfig": {
     "description": "The HTTP headers to include in origin requests. These can include headers from viewer requests and additional headers added by CloudFront."
    },
    "CookiesConfig": {
     "description": "The cookies from viewer requests to include in origin requests."
    },
    "QueryStringsConfig": {
     "description": "The URL query strings from viewer requests to include in origin requests."
    }
   }
  },
  "OriginRequestPolicyCookiesConfig": {
   "description": "An object that determines whether any cookies in viewer requests (and if so, which cookies) are included in requests that CloudFront sends to the origin.",
   "members": {
    "CookieBehavior": {
     "description": "Determines whether cookies in viewer requests are included in requests that CloudFront sends to the origin.",
     "enum": "OriginRequestPolicyCookieBehavior"
    },
    "Cookies": {
     "description": "Contains a list of cookie names."
    }
   }
  },
  "OriginRequestPolicyHeadersConfig": {
   "description": "An object that determines whether any HTTP headers (and if so, which headers) are included in requests that CloudFront sends to the origin.",
   "members": {
    "HeaderBehavior": {
     "description": "Determines whether any HTTP headers are included in requests that CloudFront sends to the origin.",
     "enum": "OriginRequestPolicyHeaderBehavior"
    },
    "Headers": {
     "description": "Contains a list of HTTP header names."
    }
   }
  },
  "OriginRequestPolicyList": {
   "description": "A list of origin request policies.",
   "members": {
    "NextMarker": {
     "description": "If there are more items in the list than are in this response, this element is present."
    },
    "MaxItems": {
     "description": "The maximum number of origin request policies requested."
    },
    "Quantity": {
     "description": "The total number of origin request policies returned in the response."
    },
    "Items": {
     "description": "Contains the origin request policies in the list."
    }
   }
  },
  "OriginRequestPolicyQueryStringsConfig": {
   "description": "An object that determines whether any URL query strings in viewer requests (and if so, which query strings) are included in requests that CloudFront sends to the origin.",
   "members": {
    "QueryStringBehavior": {
     "description": "Determines whether any URL query strings in viewer requests are included in requests that CloudFront sends to the origin.",
     "enum": "OriginRequestPolicyQueryStringBehavior"
    },
    "QueryStrings": {
     "description": "Contains the specific query strings in viewer requests that either are or are not included in requests that CloudFront sends to the origin."
    }
   }
  },
  "OriginRequestPolicySummary": {
   "description": "Contains an origin request policy.",
   "members": {
    "Type": {
     "description": "The type of origin request policy, either managed (created by Amazon Web Services) or custom (created in this Amazon Web Services account).",
     "enum": "OriginRequestPolicyType"
    },
    "OriginRequestPolicy": {
     "description": "The origin request policy."
    }
   }
  },
  "OriginShield": {
   "description": "CloudFront Origin Shield. Using Origin Shield can help reduce the load on your origin.",
   "members": {
    "Enabled": {
     "description": "A flag that specifies whether Origin Shield is enabled. When it's enabled, CloudFront routes all requests through Origin Shield, which can help protect your origin."
    },
    "OriginShieldRegion": {
     "description": "The Amazon Web Services Region for Origin Shield. Specify the Amazon Web Services Region that has the lowest latency to your origin."
    }
   }
  },
  "OriginSslProtocols": {
   "description": "A complex type that contains information about the SSL/TLS protocols that CloudFront can use when establishing an HTTPS connection with your origin.",
   "members": {
    "Quantity": {
     "description": "The number of SSL/TLS protocols that you want to allow CloudFront to use when establishing an HTTPS connection with this origin."
    },
    "Items": {
     "description": "A list that contains allowed SSL/TLS protocols for this distribution.",
     "enum": "SslProtocol"
    }
   }
  },
  "Origins": {
   "description": "Contains information about the origins for this distribution.",
   "members": {
    "Quantity": {
     "description": "The number of origins for this distribution."
    },
    "Items": {
     "description": "A list of origins."
    }
   }
  },
  "Parameter": {
   "description": "A list of parameter values to add to the resource. A parameter is specified as a key-value pair.",
   "members": {
    "Name": {
     "description": "The parameter name."
    },
    "Value": {
     "description": "The parameter value."
    }
   }
  },
  "ParameterDefinition": {
   "description": "A list of parameter values to add to the resource. A parameter is specified as a key-value pair.",
   "members": {
    "Name": {
     "description": "The name of the parameter."
    },
    "Definition": {
     "description": "The value that you assigned to the parameter."
    }
   }
  },
  "ParameterDefinitionSchema": {
   "description": "An object that contains information about the parameter definition.",
   "members": {
    "StringSchema": {
     "description": "An object that contains information about the string schema."
    }
   }
  },
  "ParametersInCacheKeyAndForwardedToOrigin": {
   "description": "This object determines the values that CloudFront includes in the cache key. These values can include HTTP headers, cookies, and URL query strings.",
   "members": {
    "EnableAcceptEncodingGzip": {
     "description": "A flag that can affect whether the Accept-Encoding HTTP header is included in the cache key and included in requests that CloudFront sends to the origin."
    },
    "EnableAcceptEncodingBrotli": {
     "description": "A flag that can affect whether the Accept-Encoding HTTP header is included in the cache key and included in requests that CloudFront sends to the origin."
    },
    "HeadersConfig": {
     "description": "An object that determines whether any HTTP headers (and if so, which headers) are included in the cache key and in requests that CloudFront sends to the origin."
    },
    "CookiesConfig": {
     "description": "An object that determines whether any cookies in viewer requests (and if so, which cookies) are included in the cache key and in requests that CloudFront sends to the origin."
    },
    "QueryStringsConfig": {
     "description": "An object that determines whether any URL query strings in viewer requests (and if so, which query strings) are included in the cache key and in requests that CloudFront sends to the origin."
    }
   }
  },
  "Paths": {
   "description": "A complex type that contains information about the objects that you want to invalidate.",
   "members": {
    "Quantity": {
     "description": "The number of invalidation paths specified for the objects that you want to invalidate."
    },
    "Items": {
     "description": "A complex type that contains a list of the paths that you want to invalidate."
    }
   }
  },
  "PublicKey": {
   "description": "A public key that you can use with signed URLs and signed cookies, or with field-level encryption.",
   "members": {
    "Id": {
     "description": "The identifier of the public key."
    },
    "CreatedTime": {
     "description": "The date and time when the public key was uploaded."
    },
    "PublicKeyConfig": {
     "description": "Configuration information about a public key that you can use with signed URLs and signed cookies, or with field-level encryption."
    }
   }
  },
  "PublicKeyConfig": {
   "description": "Configuration information about a public key that you can use with signed URLs and signed cookies, or with field-level encryption.",
   "members": {
    "CallerReference": {
     "description": "A string included in the request to help make sure that the request can't be replayed."
    },
    "Name": {
     "description": "A name to help identify the public key."
    },
    "EncodedKey": {
     "description": "The public key that you can use with signed URLs and signed cookies, or with field-level encryption."
    },
    "Comment": {
     "description": "A comment to describe the public key. The comment cannot be longer than 128 characters."
    }
   }
  },
  "PublicKeyList": {
   "description": "A list of public keys that you can use with signed URLs and signed cookies, or with field-level encryption.",
   "members": {
    "NextMarker": {
     "description": "If there are more elements to be listed, this element is present and contains the value that you can use for the Marker request parameter to continue listing your public keys where you left off."
    },
    "MaxItems": {
     "description": "The maximum number of public keys you want in the response."
    },
    "Quantity": {
     "description": "The number of public keys in the list."
    },
    "Items": {
     "description": "A list of public keys."
    }
   }
  },
  "PublicKeySummary": {
   "description": "Contains information about a public key.",
   "members": {
    "Id": {
     "description": "The identifier of the public key."
    },
    "Name": {
     "description": "A name to help identify the public key."
    },
    "CreatedTime": {
     "description": "The date and time when the public key was uploaded."
    },
    "EncodedKey": {
     "description": "The public key."
    },
    "Comment": {
     "description": "A comment to describe the public key. The comment cannot be longer than 128 characters."
    }
   }
  },
  "PublishConnectionFunctionRequest": {
   "members": {
    "Id": {
     "description": "The connection function ID."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the connection function."
    }
   }
  },
  "PublishConnectionFunctionResult": {
   "members": {
    "ConnectionFunctionSummary": {
     "description": "The connection function summary."
    }
   }
  },
  "PublishFunctionRequest": {
   "members": {
    "Name": {
     "description": "The name of the function that you are publishing."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the function that you are publishing, which you can get using DescribeFunction."
    }
   }
  },
  "PublishFunctionResult": {
   "members": {
    "FunctionSummary": {
     "description": "Contains configuration information and metadata about a CloudFront function."
    }
   }
  },
  "PutResourcePolicyRequest": {
   "members": {
    "ResourceArn": {
     "description": "The Amazon Resource Name (ARN) of the CloudFront resource for which the policy is being created."
    },
    "PolicyDocument": {
     "description": "The JSON-formatted resource policy to create."
    }
   }
  },
  "PutResourcePolicyResult": {
   "members": {
    "ResourceArn": {
     "description": "The Amazon Resource Name (ARN) of the CloudFront resource for which the policy was created."
    }
   }
  },
  "QueryArgProfile": {
   "description": "Query argument-profile mapping for field-level encryption.",
   "members": {
    "QueryArg": {
     "description": "Query argument for field-level encryption query argument-profile mapping."
    },
    "ProfileId": {
     "description": "ID of profile to use for field-level encryption query argument-profile mapping."
    }
   }
  },
  "QueryArgProfileConfig": {
   "description": "Configuration for query argument-profile mapping for field-level encryption.",
   "members": {
    "ForwardWhenQueryArgProfileIsUnknown": {
     "description": "Flag to set if you want a request to be forwarded to the origin even if the profile specified by the field-level encryption query argument, fle-profile, is unknown."
    },
    "QueryArgProfiles": {
     "description": "Profiles specified for query argument-profile mapping for field-level encryption."
    }
   }
  },
  "QueryArgProfiles": {
   "description": "Query argument-profile mapping for field-level encryption.",
   "members": {
    "Quantity": {
     "description": "Number of profiles for query argument-profile mapping for field-level encryption."
    },
    "Items": {
     "description": "Number of items for query argument-profile mapping for field-level encryption."
    }
   }
  },
  "QueryStringCacheKeys": {
   "description": "This field is deprecated. We recommend that you use a cache policy or an origin request policy instead of this field.",
   "members": {
    "Quantity": {
     "description": "The number of whitelisted query string parameters for a cache behavior."
    },
    "Items": {
     "description": "A list that contains the query string parameters that you want CloudFront to use as a basis for caching for a cache behavior. If Quantity is 0, you can omit Items."
    }
   }
  },
  "QueryStringNames": {
   "description": "Contains a list of query string names.",
   "members": {
    "Quantity": {
     "description": "The number of query string names in the Items list."
    },
    "Items": {
     "description": "A list of query string names."
    }
   }
  },
  "RealtimeLogConfig": {
   "description": "A real-time log configuration.",
   "members": {
    "ARN": {
     "description": "The Amazon Resource Name (ARN) of this real-time log configuration."
    },
    "Name": {
     "description": "The unique name of this real-time log configuration."
    },
    "SamplingRate": {
     "description": "The sampling rate for this real-time log configuration. The sampling rate determines the percentage of viewer requests that are represented in the real-time log data."
    },
    "EndPoints": {
     "description": "Contains information about the Amazon Kinesis data stream where you are sending real-time log data for this real-time log configuration."
    },
    "Fields": {
     "description": "A list of fields that are included in each real-time log record."
    }
   }
  },
  "RealtimeLogConfigs": {
   "description": "A list of real-time log configurations.",
   "members": {
    "MaxItems": {
     "description": "The maximum number of real-time log configurations requested."
    },
    "Items": {
     "description": "Contains the list of real-time log configurations."
    },
    "IsTruncated": {
     "description": "A flag that indicates whether there are more real-time log configurations than are contained in this list."
    },
    "Marker": {
     "description": "This parameter indicates where this list of real-time log configurations begins. This list includes real-time log configurations that occur after the marker."
    },
    "NextMarker": {
     "description": "If there are more items in the list than are in this response, this element is present."
    }
   }
  },
  "RealtimeMetricsSubscriptionConfig": {
   "description": "A subscription configuration for additional CloudWatch metrics.",
   "members": {
    "RealtimeMetricsSubscriptionStatus": {
     "description": "A flag that indicates whether additional CloudWatch metrics are enabled for a given CloudFront distribution.",
     "enum": "RealtimeMetricsSubscriptionStatus"
    }
   }
  },
  "ResponseHeadersPolicy": {
   "description": "A response headers policy. A response headers policy contains information about a set of HTTP response headers.",
   "members": {
    "Id": {
     "description": "The identifier for the response headers policy."
    },
    "LastModifiedTime": {
     "description": "The date and time when the response headers policy was last modified."
    },
    "ResponseHeadersPolicyConfig": {
     "description": "A response headers policy configuration."
    }
   }
  },
  "ResponseHeadersPolicyAccessControlAllowHeaders": {
   "description": "A list of HTTP header names that CloudFront includes as values for the Access-Control-Allow-Headers HTTP response header.",
   "members": {
    "Quantity": {
     "description": "The number of HTTP header names in the list."
    },
    "Items": {
     "description": "The list of HTTP header names. You can specify * to allow all headers."
    }
   }
  },
  "ResponseHeadersPolicyAccessControlAllowMethods": {
   "description": "A list of HTTP methods that CloudFront includes as values for the Access-Control-Allow-Methods HTTP response header.",
   "members": {
    "Quantity": {
     "description": "The number of HTTP methods in the list."
    },
    "Items": {
     "description": "The list of HTTP methods. Valid values are: GET; DELETE; HEAD; OPTIONS; PATCH; POST; PUT; ALL. ALL is a special value that includes all of the listed HTTP methods.",
     "enum": "ResponseHeadersPolicyAccessControlAllowMethodsValues"
    }
   }
  },
  "ResponseHeadersPolicyAccessControlAllowOrigins": {
   "description": "A list of origins (domain names) that CloudFront can use as the value for the Access-Control-Allow-Origin HTTP response header.",
   "members": {
    "Quantity": {
     "description": "The number of origins in the list."
    },
    "Items": {
     "description": "The list of origins (domain names). You can specify * to allow all origins."
    }
   }
  },
  "ResponseHeadersPolicyAccessControlExposeHeaders": {
   "description": "A list of HTTP headers that CloudFront includes as values for the Access-Control-Expose-Headers HTTP response header.",
   "members": {
    "Quantity": {
     "description": "The number of HTTP headers in the list."
    },
    "Items": {
     "description": "The list of HTTP headers. You can specify * to expose all headers."
    }
   }
  },
  "ResponseHeadersPolicyConfig": {
   "description": "A response headers policy configuration.",
   "members": {
    "Comment": {
     "description": "A comment to describe the response headers policy. The comment cannot be longer than 128 characters."
    },
    "Name": {
     "description": "A name to identify the response headers policy. The name must be unique for response headers policies in this Amazon Web Services account."
    },
    "CorsConfig": {
     "description": "A configuration for a set of HTTP response headers that are used for cross-origin resource sharing (CORS)."
    },
    "SecurityHeadersConfig": {
     "description": "A configuration for a set of security-related HTTP response headers."
    },
    "ServerTimingHeadersConfig": {
     "description": "A configuration for enabling the Server-Timing header in HTTP responses sent from CloudFront."
    },
    "CustomHeadersConfig": {
     "description": "A configuration for a set of custom HTTP response headers."
    },
    "RemoveHeadersConfig": {
     "description": "A configuration for a set of HTTP headers to remove from the HTTP response."
    }
   }
  },
  "ResponseHeadersPolicyContentSecurityPolicy": {
   "description": "The policy directives and their values that CloudFront includes as values for the Content-Security-Policy HTTP response header.",
   "members": {
    "Override": {
     "description": "A Boolean that determines whether CloudFront overrides the Content-Security-Policy HTTP response header received from the origin with the one specified in this response headers policy."
    },
    "ContentSecurityPolicy": {
     "description": "The policy directives and their values that CloudFront includes as values for the Content-Security-Policy HTTP response header."
    }
   }
  },
  "ResponseHeadersPolicyContentTypeOptions": {
   "description": "Determines whether CloudFront includes the X-Content-Type-Options HTTP response header with its value set to nosniff.",
   "members": {
    "Override": {
     "description": "A Boolean that determines whether CloudFront overrides the X-Content-Type-Options HTTP response header received from the origin with the one specified in this response headers policy."
    }
   }
  },
  "ResponseHeadersPolicyCorsConfig": {
   "description": "A configuration for a set of HTTP response headers that are used for cross-origin resource sharing (CORS).",
   "members": {
    "AccessControlAllowOrigins": {
     "description": "A list of origins (domain names) that CloudFront can use as the value for the Access-Control-Allow-Origin HTTP response header."
    },
    "AccessControlAllowHeaders": {
     "description": "A list of HTTP header names that CloudFront includes as values for the Access-Control-Allow-Headers HTTP response header."
    },
    "AccessControlAllowMethods": {
     "description": "A list of HTTP methods that CloudFront includes as values for the Access-Control-Allow-Methods HTTP response header."
    },
    "AccessControlAllowCredentials": {
     "description": "A Boolean that CloudFront uses as the value for the Access-Control-Allow-Credentials HTTP response header."
    },
    "AccessControlExposeHeaders": {
     "description": "A list of HTTP headers that CloudFront includes as values for the Access-Control-Expose-Headers HTTP response header."
    },
    "AccessControlMaxAgeSec": {
     "description": "A number that CloudFront uses as the value for the Access-Control-Max-Age HTTP response header."
    },
    "OriginOverride": {
     "description": "A Boolean that determines whether CloudFront overrides HTTP response headers received from the origin with the ones specified in this response headers policy."
    }
   }
  },
  "ResponseHeadersPolicyCustomHeader": {
   "description": "An HTTP response header name and its value.",
   "members": {
    "Header": {
     "description": "The HTTP response header name."
    },
    "Value": {
     "description": "The value for the HTTP response header."
    },
    "Override": {
     "description": "A Boolean that determines whether CloudFront overrides a response header with the same name received from the origin with the header specified here."
    }
   }
  },
  "ResponseHeadersPolicyCustomHeadersConfig": {
   "description": "A list of HTTP response header names and their values.",
   "members": {
    "Quantity": {
     "description": "The number of HTTP response headers in the list."
    },
    "Items": {
     "description": "The list of HTTP response headers and their values."
    }
   }
  },
  "ResponseHeadersPolicyFrameOptions": {
   "description": "Determines whether CloudFront includes the X-Frame-Options HTTP response header and the header's value.",
   "members": {
    "Override": {
     "description": "A Boolean that determines whether CloudFront overrides the X-Frame-Options HTTP response header received from the origin with the one specified in this response headers policy."
    },
    "FrameOption": {
     "description": "The value of the X-Frame-Options HTTP response header. Valid values are DENY and SAMEORIGIN.",
     "enum": "FrameOptionsList"
    }
   }
  },
  "ResponseHeadersPolicyList": {
   "description": "A list of response headers policies.",
   "members": {
    "NextMarker": {
     "description": "If there are more items in the list than are in this response, this element is present."
    },
    "MaxItems": {
     "description": "The maximum number of response headers policies requested."
    },
    "Quantity": {
     "description": "The number of response headers policies returned."
    },
    "Items": {
     "description": "The response headers policies in the list."
    }
   }
  },
  "ResponseHeadersPolicyReferrerPolicy": {
   "description": "Determines whether CloudFront includes the Referrer-Policy HTTP response header and the header's value.",
   "members": {
    "Override": {
     "description": "A Boolean that determines whether CloudFront overrides the Referrer-Policy HTTP response header received from the origin with the one specified in this response headers policy."
    },
    "ReferrerPolicy": {
     "description": "The value of the Referrer-Policy HTTP response header.",
     "enum": "ReferrerPolicyList"
    }
   }
  },
  "ResponseHeadersPolicyRemoveHeader": {
   "description": "The name of an HTTP header that CloudFront removes from HTTP responses to requests that match the cache behavior that this response headers policy is attached to.",
   "members": {
    "Header": {
     "description": "The HTTP header name."
    }
   }
  },
  "ResponseHeadersPolicyRemoveHeadersConfig": {
   "description": "A list of HTTP header names that CloudFront removes from HTTP responses to requests that match the cache behavior that this response headers policy is attached to.",
   "members": {
    "Quantity": {
     "description": "The number of HTTP header names in the list."
    },
    "Items": {
     "description": "The list of HTTP header names."
    }
   }
  },
  "ResponseHeadersPolicySecurityHeadersConfig": {
   "description": "A configuration for a set of security-related HTTP response headers.",
   "members": {
    "XSSProtection": {
     "description": "Determines whether CloudFront includes the X-XSS-Protection HTTP response header and the header's value."
    },
    "FrameOptions": {
     "description": "Determines whether CloudFront includes the X-Frame-Options HTTP response header and the header's value."
    },
    "ReferrerPolicy": {
     "description": "Determines whether CloudFront includes the Referrer-Policy HTTP response header and the header's value."
    },
    "ContentSecurityPolicy": {
     "description": "The policy directives and their values that CloudFront includes as values for the Content-Security-Policy HTTP response header."
    },
    "ContentTypeOptions": {
     "description": "Determines whether CloudFront includes the X-Content-Type-Options HTTP response header with its value set to nosniff."
    },
    "StrictTransportSecurity": {
     "description": "Determines whether CloudFront includes the Strict-Transport-Security HTTP response header and the header's value."
    }
   }
  },
  "ResponseHeadersPolicyServerTimingHeadersConfig": {
   "description": "A configuration for enabling the Server-Timing header in HTTP responses sent from CloudFront.",
   "members": {
    "Enabled": {
     "description": "A Boolean that determines whether CloudFront adds the Server-Timing header to HTTP responses that it sends in response to requests that match a cache behavior that's associated with this response headers policy."
    },
    "SamplingRate": {
     "description": "A number 0–100 (inclusive) that specifies the percentage of responses that you want CloudFront to add the Server-Timing header to.",
     "float": true
    }
   }
  },
  "ResponseHeadersPolicyStrictTransportSecurity": {
   "description": "Determines whether CloudFront includes the Strict-Transport-Security HTTP response header and the header's value.",
   "members": {
    "Override": {
     "description": "A Boolean that determines whether CloudFront overrides the Strict-Transport-Security HTTP response header received from the origin with the one specified in this response headers policy."
    },
    "IncludeSubdomains": {
     "description": "A Boolean that determines whether CloudFront includes the includeSubDomains directive in the Strict-Transport-Security HTTP response header."
    },
    "Preload": {
     "description": "A Boolean that determines whether CloudFront includes the preload directive in the Strict-Transport-Security HTTP response header."
    },
    "AccessControlMaxAgeSec": {
     "description": "A number that CloudFront uses as the value for the max-age directive in the Strict-Transport-Security HTTP response header."
    }
   }
  },
  "ResponseHeadersPolicySummary": {
   "description": "Contains a response headers policy.",
   "members": {
    "Type": {
     "description": "The type of response headers policy, either managed (created by Amazon Web Services) or custom (created in this Amazon Web Services account).",
     "enum": "ResponseHeadersPolicyType"
    },
    "ResponseHeadersPolicy": {
     "description": "The response headers policy."
    }
   }
  },
  "ResponseHeadersPolicyXSSProtection": {
   "description": "Determines whether CloudFront includes the X-XSS-Protection HTTP response header and the header's value.",
   "members": {
    "Override": {
     "description": "A Boolean that determines whether CloudFront overrides the X-XSS-Protection HTTP response header received from the origin with the one specified in this response headers policy."
    },
    "Protection": {
     "description": "A Boolean that determines the value of the X-XSS-Protection HTTP response header. When this setting is true, the value of the X-XSS-Protection header is 1."
    },
    "ModeBlock": {
     "description": "A Boolean that determines whether CloudFront includes the mode=block directive in the X-XSS-Protection header."
    },
    "ReportUri": {
     "description": "A reporting URI, which CloudFront uses as the value of the report directive in the X-XSS-Protection header. You cannot specify a ReportUri when ModeBlock is true."
    }
   }
  },
  "Restrictions": {
   "description": "A complex type that identifies ways in which you want to restrict distribution of your content.",
   "members": {
    "GeoRestriction": {
     "description": "A complex type that controls the countries in which your content is distributed. CloudFront determines the location of your users using MaxMind GeoIP databases."
    }
   }
  },
  "S3Origin": {
   "description": "A complex type that contains information about the Amazon S3 bucket from which you want CloudFront to get your media files for distribution.",
   "members": {
    "DomainName": {
     "description": "The DNS name of the Amazon S3 origin."
    },
    "OriginAccessIdentity": {
     "description": "The CloudFront origin access identity to associate with the distribution."
    }
   }
  },
  "S3OriginConfig": {
   "description": "A complex type that contains information about the Amazon S3 origin.",
   "members": {
    "OriginAccessIdentity": {
     "description": "If you're using origin access control (OAC) instead of origin access identity, specify an empty OriginAccessIdentity element."
    },
    "OriginReadTimeout": {
     "description": "Specifies how long, in seconds, CloudFront waits for a response from the origin. This is also known as the origin response timeout."
    }
   }
  },
  "SessionStickinessConfig": {
   "description": "Session stickiness provides the ability to define multiple requests from a single viewer as a single session.",
   "members": {
    "IdleTTL": {
     "description": "The amount of time after which you want sessions to cease if no requests are received. Allowed values are 300–3600 seconds (5–60 minutes)."
    },
    "MaximumTTL": {
     "description": "The maximum amount of time to consider requests from the viewer as being part of the same session. Allowed values are 300–3600 seconds (5–60 minutes)."
    }
   }
  },
  "Signer": {
   "description": "A list of Amazon Web Services accounts and the active CloudFront key pairs in each account that CloudFront can use to verify the signatures of signed URLs and signed cookies.",
   "members": {
    "AwsAccountNumber": {
     "description": "An Amazon Web Services account number that contains active CloudFront key pairs that CloudFront can use to verify the signatures of signed URLs and signed cookies."
    },
    "KeyPairIds": {
     "description": "A list of CloudFront key pair identifiers."
    }
   }
  },
  "StagingDistributionDnsNames": {
   "description": "The CloudFront domain name of the staging distribution.",
   "members": {
    "Quantity": {
     "description": "The number of CloudFront domain names in your staging distribution."
    },
    "Items": {
     "description": "The CloudFront domain name of the staging distribution."
    }
   }
  },
  "StatusCodes": {
   "description": "A complex data type for the status codes that you specify that, when returned by a primary origin, trigger CloudFront to failover to a second origin.",
   "members": {
    "Quantity": {
     "description": "The number of status codes."
    },
    "Items": {
     "description": "The items (status codes) for an origin group."
    }
   }
  },
  "StreamingDistribution": {
   "description": "A streaming distribution tells CloudFront where you want RTMP content to be delivered from, and the details about how to track and manage content delivery.",
   "members": {
    "Id": {
     "description": "The identifier for the RTMP distribution. For example: EGTXBD79EXAMPLE."
    },
    "ARN": {
     "description": "The ARN (Amazon Resource Name) for the distribution."
    },
    "Status": {
     "description": "The current status of the RTMP distribution. When the status is Deployed, the distribution's information is propagated to all CloudFront edge locations."
    },
    "LastModifiedTime": {
     "description": "The date and time that the distribution was last modified."
    },
    "DomainName": {
     "description": "The domain name that corresponds to the streaming distribution, for example, s5c39gqb8ow64r.cloudfront.net."
    },
    "ActiveTrustedSigners": {
     "description": "A complex type that lists the Amazon Web Services accounts, if any, that you included in the TrustedSigners complex type for this distribution."
    },
    "StreamingDistributionConfig": {
     "description": "The current configuration information for the RTMP distribution."
    }
   }
  },
  "StreamingDistributionConfig": {
   "description": "The RTMP distribution's configuration information.",
   "members": {
    "CallerReference": {
     "description": "A unique value (for example, a date-time stamp) that ensures that the request can't be replayed."
    },
    "S3Origin": {
     "description": "A complex type that contains information about the Amazon S3 bucket from which you want CloudFront to get your media files for distribution."
    },
    "Aliases": {
     "description": "A complex type that contains information about CNAMEs (alternate domain names), if any, for this streaming distribution."
    },
    "Comment": {
     "description": "Any comments you want to include about the streaming distribution."
    },
    "Logging": {
     "description": "A complex type that controls whether access logs are written for the streaming distribution."
    },
    "TrustedSigners": {
     "description": "A complex type that specifies any Amazon Web Services accounts that you want to permit to create signed URLs for private content."
    },
    "PriceClass": {
     "description": "A complex type that contains information about price class for this streaming distribution.",
     "enum": "PriceClass"
    },
    "Enabled": {
     "description": "Whether the streaming distribution is enabled to accept user requests for content."
    }
   }
  },
  "StreamingDistributionConfigWithTags": {
   "description": "A streaming distribution Configuration and a list of tags to be associated with the streaming distribution.",
   "members": {
    "StreamingDistributionConfig": {
     "description": "A streaming distribution Configuration."
    },
    "Tags": {
     "description": "A complex type that contains zero or more Tag elements."
    }
   }
  },
  "StreamingDistributionList": {
   "description": "A streaming distribution list.",
   "members": {
    "Marker": {
     "description": "The value you provided for the Marker request parameter."
    },
    "NextMarker": {
     "description": "If IsTruncated is true, this element is present and contains the value you can use for the Marker request parameter to continue listing your RTMP distributions where they left off."
    },
    "MaxItems": {
     "description": "The value you provided for the MaxItems request parameter."
    },
    "IsTruncated": {
     "description": "A flag that indicates whether more streaming distributions remain to be listed."
    },
    "Quantity": {
     "description": "The number of streaming distributions that were created by the current Amazon Web Services account."
    },
    "Items": {
     "description": "A complex type that contains one StreamingDistributionSummary element for each distribution that was created by the current Amazon Web Services account."
    }
   }
  },
  "StreamingDistributionSummary": {
   "description": "A summary of the information for a CloudFront streaming distribution.",
   "members": {
    "Id": {
     "description": "The identifier for the distribution, for example, EDFDVBD632BHDS5."
    },
    "ARN": {
     "description": "The ARN (Amazon Resource Name) for the streaming distribution."
    },
    "Status": {
     "description": "Indicates the current status of the distribution. When the status is Deployed, the distribution's information is fully propagated throughout the Amazon CloudFront system."
    },
    "LastModifiedTime": {
     "description": "The date and time the distribution was last modified."
    },
    "DomainName": {
     "description": "The domain name corresponding to the distribution, for example, d111111abcdef8.cloudfront.net."
    },
    "S3Origin": {
     "description": "A complex type that contains information about the Amazon S3 bucket from which you want CloudFront to get your media files for distribution."
    },
    "Aliases": {
     "description": "A complex type that contains information about CNAMEs (alternate domain names), if any, for this streaming distribution."
    },
    "TrustedSigners": {
     "description": "A complex type that specifies the Amazon Web Services accounts, if any, that you want to allow to create signed URLs for private content."
    },
    "Comment": {
     "description": "The comment originally specified when this distribution was created."
    },
    "PriceClass": {
     "description": "A complex type that contains information about price class for this streaming distribution.",
     "enum": "PriceClass"
    },
    "Enabled": {
     "description": "Whether the distribution is enabled to accept end user requests for content."
    }
   }
  },
  "StreamingLoggingConfig": {
   "description": "A complex type that controls whether access logs are written for this streaming distribution.",
   "members": {
    "Enabled": {
     "description": "Specifies whether you want CloudFront to save access logs to an Amazon S3 bucket."
    },
    "Bucket": {
     "description": "The Amazon S3 bucket to store the access logs in, for example, amzn-s3-demo-bucket.s3.amazonaws.com."
    },
    "Prefix": {
     "description": "An optional string that you want CloudFront to prefix to the access log filenames for this streaming distribution, for example, myprefix/."
    }
   }
  },
  "StringSchemaConfig": {
   "description": "The configuration for a string schema.",
   "members": {
    "Comment": {
     "description": "A comment to describe the parameter."
    },
    "DefaultValue": {
     "description": "The default value of the parameter."
    },
    "Required": {
     "description": "Whether the defined parameter is required."
    }
   }
  },
  "Tag": {
   "description": "A complex type that contains Tag key and Tag value.",
   "members": {
    "Key": {
     "description": "A string that contains Tag key. The string length should be between 1 and 128 characters. Valid characters include a-z, A-Z, 0-9, space, and the special characters _ - . : / = +."
    },
    "Value": {
     "description": "A string that contains an optional Tag value. The string length should be between 0 and 256 characters."
    }
   }
  },
  "TagKeys": {
   "description": "A complex type that contains zero or more Tag elements.",
   "members": {
    "Items": {
     "description": "A complex type that contains Tag key elements."
    }
   }
  },
  "TagResourceRequest": {
   "description": "The request to add tags to a CloudFront resource.",
   "members": {
    "Resource": {
     "description": "An ARN of a CloudFront resource."
    },
    "Tags": {
     "description": "A complex type that contains zero or more Tag elements."
    }
   }
  },
  "Tags": {
   "description": "A complex type that contains zero or more Tag elements.",
   "members": {
    "Items": {
     "description": "A complex type that contains Tag elements."
    }
   }
  },
  "TenantConfig": {
   "description": "This field only supports multi-tenant distributions. You can't specify this field for standard distributions. The configuration for a distribution tenant.",
   "members": {
    "ParameterDefinitions": {
     "description": "The parameters that you specify for a distribution tenant."
    }
   }
  },
  "TestConnectionFunctionRequest": {
   "members": {
    "Id": {
     "description": "The connection function ID."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the connection function."
    },
    "Stage": {
     "description": "The connection function stage.",
     "enum": "FunctionStage"
    },
    "ConnectionObject": {
     "description": "The connection object."
    }
   }
  },
  "TestConnectionFunctionResult": {
   "members": {
    "ConnectionFunctionTestResult": {
     "description": "The connection function test result."
    }
   }
  },
  "TestFunctionRequest": {
   "members": {
    "Name": {
     "description": "The name of the function that you are testing."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the function that you are testing, which you can get using DescribeFunction."
    },
    "Stage": {
     "description": "The stage of the function that you are testing, either DEVELOPMENT or LIVE.",
     "enum": "FunctionStage"
    },
    "EventObject": {
     "description": "The event object to test the function with."
    }
   }
  },
  "TestFunctionResult": {
   "members": {
    "TestResult": {
     "description": "An object that represents the result of running the function with the provided event object."
    }
   }
  },
  "TestResult": {
   "description": "Contains the result of testing a CloudFront function with TestFunction.",
   "members": {
    "FunctionSummary": {
     "description": "Contains configuration information and metadata about the CloudFront function that was tested."
    },
    "ComputeUtilization": {
     "description": "The amount of time that the function took to run as a percentage of the maximum allowed time."
    },
    "FunctionExecutionLogs": {
     "description": "Contains the log lines that the function wrote (if any) when running the test."
    },
    "FunctionErrorMessage": {
     "description": "If the result of testing the function was an error, this field contains the error message."
    },
    "FunctionOutput": {
     "description": "The event object returned by the function."
    }
   }
  },
  "TrafficConfig": {
   "description": "The traffic configuration of your continuous deployment.",
   "members": {
    "SingleWeightConfig": {
     "description": "Contains the percentage of traffic to send to the staging distribution."
    },
    "SingleHeaderConfig": {
     "description": "Determines which HTTP requests are sent to the staging distribution."
    },
    "Type": {
     "description": "The type of traffic configuration.",
     "enum": "ContinuousDeploymentPolicyType"
    }
   }
  },
  "TrustStore": {
   "description": "A trust store.",
   "members": {
    "Id": {
     "description": "The trust store's ID."
    },
    "Arn": {
     "description": "The trust store's Amazon Resource Name (ARN)."
    },
    "Name": {
     "description": "The trust store's name."
    },
    "Status": {
     "description": "The trust store's status.",
     "enum": "TrustStoreStatus"
    },
    "NumberOfCaCertificates": {
     "description": "The trust store's number of CA certificates."
    },
    "LastModifiedTime": {
     "description": "The trust store's last modified time."
    },
    "Reason": {
     "description": "The trust store's reason."
    },
    "UseClientCertificateOCSPEndpoint": {
     "description": "A Boolean that determines whether the trust store uses the CA certificate's OCSP endpoint to check certificate revocation status."
    }
   }
  },
  "TrustStoreConfig": {
   "description": "A trust store configuration.",
   "members": {
    "TrustStoreId": {
     "description": "The trust store ID."
    },
    "AdvertiseTrustStoreCaNames": {
     "description": "The configuration to use to advertise trust store CA names."
    },
    "IgnoreCertificateExpiry": {
     "description": "The configuration to use to ignore certificate expiration."
    }
   }
  },
  "TrustStoreSummary": {
   "description": "A trust store summary.",
   "members": {
    "Id": {
     "description": "The trust store's ID."
    },
    "Arn": {
     "description": "The trust store's Amazon Resource Name (ARN)."
    },
    "Name": {
     "description": "The trust store's name."
    },
    "Status": {
     "description": "The trust store's status.",
     "enum": "TrustStoreStatus"
    },
    "NumberOfCaCertificates": {
     "description": "The trust store's number of CA certificates."
    },
    "LastModifiedTime": {
     "description": "The trust store's last modified time."
    },
    "Reason": {
     "description": "The trust store's reason."
    },
    "ETag": {
     "description": "The version identifier for the current version of the trust store."
    }
   }
  },
  "TrustedKeyGroups": {
   "description": "A list of key groups whose public keys CloudFront can use to verify the signatures of signed URLs and signed cookies.",
   "members": {
    "Enabled": {
     "description": "This field is true if any of the key groups in the list have public keys that CloudFront can use to verify the signatures of signed URLs and signed cookies."
    },
    "Quantity": {
     "description": "The number of key groups in the list."
    },
    "Items": {
     "description": "A list of key groups identifiers."
    }
   }
  },
  "TrustedSigners": {
   "description": "A list of Amazon Web Services accounts whose public keys CloudFront can use to verify the signatures of signed URLs and signed cookies.",
   "members": {
    "Enabled": {
     "description": "This field is true if any of the Amazon Web Services accounts in the list are configured as trusted signers. If not, this field is false."
    },
    "Quantity": {
     "description": "The number of Amazon Web Services accounts in the list."
    },
    "Items": {
     "description": "A list of Amazon Web Services account identifiers."
    }
   }
  },
  "UntagResourceRequest": {
   "description": "The request to remove tags from a CloudFront resource.",
   "members": {
    "Resource": {
     "description": "An ARN of a CloudFront resource."
    },
    "TagKeys": {
     "description": "A complex type that contains zero or more Tag key elements."
    }
   }
  },
  "UpdateAnycastIpListRequest": {
   "members": {
    "Id": {
     "description": "The ID of the Anycast static IP list."
    },
    "IpAddressType": {
     "description": "The IP address type for the Anycast static IP list. You can specify one of the following options: ipv4 only; ipv6 only; dualstack - Allocate a list of both IPv4 and IPv6 addresses.",
     "enum": "IpAddressType"
    },
    "IpamCidrConfigs": {
     "description": "A list of IPAM CIDR configurations that specify the IP address ranges and IPAM pool settings for updating the Anycast static IP list."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the Anycast static IP list that you are updating."
    }
   }
  },
  "UpdateAnycastIpListResult": {
   "members": {
    "AnycastIpList": {
     "description": "An Anycast static IP list."
    },
    "ETag": {
     "description": "The current version of the Anycast static IP list."
    }
   }
  },
  "UpdateCachePolicyRequest": {
   "members": {
    "CachePolicyConfig": {
     "description": "A cache policy configuration."
    },
    "Id": {
     "description": "The unique identifier for the cache policy that you are updating. The identifier is returned in a cache behavior's CachePolicyId field in the response to GetDistributionConfig."
    },
    "IfMatch": {
     "description": "The version of the cache policy that you are updating. The version is returned in the cache policy's ETag field in the response to GetCachePolicyConfig."
    }
   }
  },
  "UpdateCachePolicyResult": {
   "members": {
    "CachePolicy": {
     "description": "A cache policy."
    },
    "ETag": {
     "description": "The current version of the cache policy."
    }
   }
  },
  "UpdateCloudFrontOriginAccessIdentityRequest": {
   "description": "The request to update an origin access identity.",
   "members": {
    "CloudFrontOriginAccessIdentityConfig": {
     "description": "The identity's configuration information."
    },
    "Id": {
     "description": "The identity's id."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when retrieving the identity's configuration. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "UpdateCloudFrontOriginAccessIdentityResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "CloudFrontOriginAccessIdentity": {
     "description": "The origin access identity's information."
    },
    "ETag": {
     "description": "The current version of the configuration. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "UpdateConnectionFunctionRequest": {
   "members": {
    "Id": {
     "description": "The connection function ID."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the connection function you are updating."
    },
    "ConnectionFunctionConfig": {
     "description": "Contains configuration information about a CloudFront function."
    },
    "ConnectionFunctionCode": {
     "description": "The connection function code."
    }
   }
  },
  "UpdateConnectionFunctionResult": {
   "members": {
    "ConnectionFunctionSummary": {
     "description": "The connection function summary."
    },
    "ETag": {
     "description": "The version identifier for the current version of the connection function."
    }
   }
  },
  "UpdateConnectionGroupRequest": {
   "members": {
    "Id": {
     "description": "The ID of the connection group."
    },
    "Ipv6Enabled": {
     "description": "Enable IPv6 for the connection group."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when retrieving the connection group that you're updating."
    },
    "AnycastIpListId": {
     "description": "The ID of the Anycast static IP list."
    },
    "Enabled": {
     "description": "Whether the connection group is enabled."
    }
   }
  },
  "UpdateConnectionGroupResult": {
   "members": {
    "ConnectionGroup": {
     "description": "The connection group that you updated."
    },
    "ETag": {
     "description": "The current version of the connection group."
    }
   }
  },
  "UpdateContinuousDeploymentPolicyRequest": {
   "members": {
    "ContinuousDeploymentPolicyConfig": {
     "description": "The continuous deployment policy configuration."
    },
    "Id": {
     "description": "The identifier of the continuous deployment policy that you are updating."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the continuous deployment policy that you are updating."
    }
   }
  },
  "UpdateContinuousDeploymentPolicyResult": {
   "members": {
    "ContinuousDeploymentPolicy": {
     "description": "A continuous deployment policy."
    },
    "ETag": {
     "description": "The version identifier for the current version of the continuous deployment policy."
    }
   }
  },
  "UpdateDistributionRequest": {
   "description": "The request to update a distribution.",
   "members": {
    "DistributionConfig": {
     "description": "The distribution's configuration information."
    },
    "Id": {
     "description": "The distribution's id."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when retrieving the distribution's configuration. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "UpdateDistributionResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "Distribution": {
     "description": "The distribution's information."
    },
    "ETag": {
     "description": "The current version of the configuration. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "UpdateDistributionTenantRequest": {
   "members": {
    "Id": {
     "description": "The ID of the distribution tenant."
    },
    "DistributionId": {
     "description": "The ID for the multi-tenant distribution."
    },
    "Domains": {
     "description": "The domains to update for the distribution tenant. A domain object can contain only a domain property. You must specify at least one domain."
    },
    "Customizations": {
     "description": "Customizations for the distribution tenant."
    },
    "Parameters": {
     "description": "A list of parameter values to add to the resource. A parameter is specified as a key-value pair."
    },
    "ConnectionGroupId": {
     "description": "The ID of the target connection group."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when retrieving the distribution tenant to update. This value is returned in the response of the GetDistributionTenant API operation."
    },
    "ManagedCertificateRequest": {
     "description": "An object that contains the CloudFront managed ACM certificate request."
    },
    "Enabled": {
     "description": "Indicates whether the distribution tenant should be updated to an enabled state."
    }
   }
  },
  "UpdateDistributionTenantResult": {
   "members": {
    "DistributionTenant": {
     "description": "The distribution tenant that you're updating."
    },
    "ETag": {
     "description": "The current version of the distribution tenant."
    }
   }
  },
  "UpdateDistributionWithStagingConfigRequest": {
   "members": {
    "Id": {
     "description": "The identifier of the primary distribution to which you are copying a staging distribution's configuration."
    },
    "StagingDistributionId": {
     "description": "The identifier of the staging distribution whose configuration you are copying to the primary distribution."
    },
    "IfMatch": {
     "description": "The current versions (ETag values) of both primary and staging distributions. Provide these in the following format: <primary ETag>, <staging ETag>."
    }
   }
  },
  "UpdateDistributionWithStagingConfigResult": {
   "members": {
    "Distribution": {
     "description": "A distribution tells CloudFront where you want content to be delivered from, and the details about how to track and manage content delivery."
    },
    "ETag": {
     "description": "The current version of the primary distribution (after it's updated)."
    }
   }
  },
  "UpdateDomainAssociationRequest": {
   "members": {
    "Domain": {
     "description": "The domain to update."
    },
    "TargetResource": {
     "description": "The target standard distribution or distribution tenant resource for the domain. You can specify either DistributionId or DistributionTenantId, but not both."
    },
    "IfMatch": {
     "description": "The value of the ETag identifier for the standard distribution or distribution tenant that will be associated with the domain."
    }
   }
  },
  "UpdateDomainAssociationResult": {
   "members": {
    "Domain": {
     "description": "The domain that you're moving."
    },
    "ResourceId": {
     "description": "The intended destination for the domain."
    },
    "ETag": {
     "description": "The current version of the target standard distribution or distribution tenant that was associated with the domain."
    }
   }
  },
  "UpdateFieldLevelEncryptionConfigRequest": {
   "members": {
    "FieldLevelEncryptionConfig": {
     "description": "Request to update a field-level encryption configuration."
    },
    "Id": {
     "description": "The ID of the configuration you want to update."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when retrieving the configuration identity to update. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "UpdateFieldLevelEncryptionConfigResult": {
   "members": {
    "FieldLevelEncryption": {
     "description": "Return the results of updating the configuration."
    },
    "ETag": {
     "description": "The value of the ETag header that you received when updating the configuration. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "UpdateFieldLevelEncryptionProfileRequest": {
   "members": {
    "FieldLevelEncryptionProfileConfig": {
     "description": "Request to update a field-level encryption profile."
    },
    "Id": {
     "description": "The ID of the field-level encryption profile request."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when retrieving the profile identity to update. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "UpdateFieldLevelEncryptionProfileResult": {
   "members": {
    "FieldLevelEncryptionProfile": {
     "description": "Return the results of updating the profile."
    },
    "ETag": {
     "description": "The result of the field-level encryption profile request."
    }
   }
  },
  "UpdateFunctionRequest": {
   "members": {
    "Name": {
     "description": "The name of the function that you are updating."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the function that you are updating, which you can get using DescribeFunction."
    },
    "FunctionConfig": {
     "description": "Configuration information about the function."
    },
    "FunctionCode": {
     "description": "The function code."
    }
   }
  },
  "UpdateFunctionResult": {
   "members": {
    "FunctionSummary": {
     "description": "Contains configuration information and metadata about a CloudFront function."
    },
    "ETag": {
     "description": "The version identifier for the current version of the CloudFront function."
    }
   }
  },
  "UpdateKeyGroupRequest": {
   "members": {
    "KeyGroupConfig": {
     "description": "The key group configuration."
    },
    "Id": {
     "description": "The identifier of the key group that you are updating."
    },
    "IfMatch": {
     "description": "The version of the key group that you are updating. The version is the key group's ETag value."
    }
   }
  },
  "UpdateKeyGroupResult": {
   "members": {
    "KeyGroup": {
     "description": "The key group that was just updated."
    },
    "ETag": {
     "description": "The identifier for this version of the key group."
    }
   }
  },
  "UpdateKeyValueStoreRequest": {
   "members": {
    "Name": {
     "description": "The name of the key value store to update."
    },
    "Comment": {
     "description": "The comment of the key value store to update."
    },
    "IfMatch": {
     "description": "The key value store to update, if a match occurs."
    }
   }
  },
  "UpdateKeyValueStoreResult": {
   "members": {
    "KeyValueStore": {
     "description": "The resulting key value store to update."
    },
    "ETag": {
     "description": "The ETag of the resulting key value store."
    }
   }
  },
  "UpdateOriginAccessControlRequest": {
   "members": {
    "OriginAccessControlConfig": {
     "description": "An origin access control."
    },
    "Id": {
     "description": "The unique identifier of the origin access control that you are updating."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the origin access control that you are updating."
    }
   }
  },
  "UpdateOriginAccessControlResult": {
   "members": {
    "OriginAccessControl": {
     "description": "The origin access control after it has been updated."
    },
    "ETag": {
     "description": "The new version of the origin access control after it has been updated."
    }
   }
  },
  "UpdateOriginRequestPolicyRequest": {
   "members": {
    "OriginRequestPolicyConfig": {
     "description": "An origin request policy configuration."
    },
    "Id": {
     "description": "The unique identifier for the origin request policy that you are updating."
    },
    "IfMatch": {
     "description": "The version of the origin request policy that you are updating. The version is returned in the origin request policy's ETag field in the response to GetOriginRequestPolicyConfig."
    }
   }
  },
  "UpdateOriginRequestPolicyResult": {
   "members": {
    "OriginRequestPolicy": {
     "description": "An origin request policy."
    },
    "ETag": {
     "description": "The current version of the origin request policy."
    }
   }
  },
  "UpdatePublicKeyRequest": {
   "members": {
    "PublicKeyConfig": {
     "description": "A public key configuration."
    },
    "Id": {
     "description": "The identifier of the public key that you are updating."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when retrieving the public key to update. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "UpdatePublicKeyResult": {
   "members": {
    "PublicKey": {
     "description": "The public key."
    },
    "ETag": {
     "description": "The identifier of the current version of the public key."
    }
   }
  },
  "UpdateRealtimeLogConfigRequest": {
   "members": {
    "EndPoints": {
     "description": "Contains information about the Amazon Kinesis data stream where you are sending real-time log data."
    },
    "Fields": {
     "description": "A list of fields to include in each real-time log record."
    },
    "Name": {
     "description": "The name for this real-time log configuration."
    },
    "ARN": {
     "description": "The Amazon Resource Name (ARN) for this real-time log configuration."
    },
    "SamplingRate": {
     "description": "The sampling rate for this real-time log configuration. The sampling rate determines the percentage of viewer requests that are represented in the real-time log data."
    }
   }
  },
  "UpdateRealtimeLogConfigResult": {
   "members": {
    "RealtimeLogConfig": {
     "description": "A real-time log configuration."
    }
   }
  },
  "UpdateResponseHeadersPolicyRequest": {
   "members": {
    "ResponseHeadersPolicyConfig": {
     "description": "A response headers policy configuration."
    },
    "Id": {
     "description": "The identifier for the response headers policy that you are updating."
    },
    "IfMatch": {
     "description": "The version of the response headers policy that you are updating. The version is returned in the cache policy's ETag field in the response to GetResponseHeadersPolicyConfig."
    }
   }
  },
  "UpdateResponseHeadersPolicyResult": {
   "members": {
    "ResponseHeadersPolicy": {
     "description": "A response headers policy."
    },
    "ETag": {
     "description": "The current version of the response headers policy."
    }
   }
  },
  "UpdateStreamingDistributionRequest": {
   "description": "The request to update a streaming distribution.",
   "members": {
    "StreamingDistributionConfig": {
     "description": "The streaming distribution's configuration information."
    },
    "Id": {
     "description": "The streaming distribution's id."
    },
    "IfMatch": {
     "description": "The value of the ETag header that you received when retrieving the streaming distribution's configuration. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "UpdateStreamingDistributionResult": {
   "description": "The returned result of the corresponding request.",
   "members": {
    "StreamingDistribution": {
     "description": "The streaming distribution's information."
    },
    "ETag": {
     "description": "The current version of the configuration. For example: E2QWRUHAPOMQZL."
    }
   }
  },
  "UpdateTrustStoreRequest": {
   "members": {
    "Id": {
     "description": "The trust store ID."
    },
    "CaCertificatesBundleSource": {
     "description": "The CA certificates bundle source."
    },
    "UseClientCertificateOCSPEndpoint": {
     "description": "A Boolean that determines whether to use the CA certificate's OCSP endpoint to check certificate revocation status."
    },
    "IfMatch": {
     "description": "The current version (ETag value) of the trust store you are updating."
    }
   }
  },
  "UpdateTrustStoreResult": {
   "members": {
    "TrustStore": {
     "description": "The trust store."
    },
    "ETag": {
     "description": "The version identifier for the current version of the trust store."
    }
   }
  },
  "UpdateVpcOriginRequest": {
   "members": {
    "VpcOriginEndpointConfig": {
     "description": "The VPC origin endpoint configuration."
    },
    "Id": {
     "description": "The VPC origin ID."
    },
    "IfMatch": {
     "description": "The VPC origin to update, if a match occurs."
    }
   }
  },
  "UpdateVpcOriginResult": {
   "members": {
    "VpcOrigin": {
     "description": "The VPC origin."
    },
    "ETag": {
     "description": "The VPC origin ETag."
    }
   }
  },
  "ValidationTokenDetail": {
   "description": "Contains details about the validation token.",
   "members": {
    "Domain": {
     "description": "The domain name."
    },
    "RedirectTo": {
     "description": "The domain to redirect to."
    },
    "RedirectFrom": {
     "description": "The domain to redirect from."
    }
   }
  },
  "VerifyDnsConfigurationRequest": {
   "members": {
    "Domain": {
     "description": "The domain name that you're verifying."
    },
    "Identifier": {
     "description": "The identifier of the distribution tenant. You can specify the ARN, ID, or name of the distribution tenant."
    }
   }
  },
  "VerifyDnsConfigurationResult": {
   "members": {
    "DnsConfigurationList": {
     "description": "The list of domain names, their statuses, and a description of each status."
    }
   }
  },
  "ViewerCertificate": {
   "description": "A complex type that determines the distribution's SSL/TLS configuration for communicating with viewers.",
   "members": {
    "CloudFrontDefaultCertificate": {
     "description": "If the distribution uses the CloudFront domain name such as d111111abcdef8.cloudfront.net, set this field to true."
    },
    "IAMCertificateId": {
     "description": "If the distribution uses Aliases (alternate domain names or CNAMEs) and the SSL/TLS certificate is stored in Identity and Access Management (IAM), provide the ID of the IAM certificate. For standard distributions only."
    },
    "ACMCertificateArn": {
     "description": "If the distribution uses Aliases (alternate domain names or CNAMEs) and the SSL/TLS certificate is stored in Certificate Manager (ACM), provide the Amazon Resource Name (ARN) of the ACM certificate."
    },
    "SSLSupportMethod": {
     "description": "If the distribution uses Aliases (alternate domain names or CNAMEs), specify which viewers the distribution accepts HTTPS connections from.",
     "enum": "SSLSupportMethod"
    },
    "MinimumProtocolVersion": {
     "description": "If the distribution uses Aliases (alternate domain names or CNAMEs), specify the security policy that you want CloudFront to use for HTTPS connections with viewers.",
     "enum": "MinimumProtocolVersion"
    },
    "Certificate": {
     "description": "This field is deprecated. Use one of the following fields instead: ACMCertificateArn; IAMCertificateId; CloudFrontDefaultCertificate.",
     "deprecated": true
    },
    "CertificateSource": {
     "description": "This field is deprecated. Use one of the following fields instead: ACMCertificateArn; IAMCertificateId; CloudFrontDefaultCertificate.",
     "deprecated": true,
     "enum": "CertificateSource"
    }
   }
  },
  "ViewerMtlsConfig": {
   "description": "A viewer mTLS configuration.",
   "members": {
    "Mode": {
     "description": "The viewer mTLS mode.",
     "enum": "ViewerMtlsMode"
    },
    "TrustStoreConfig": {
     "description": "The trust store configuration associated with the viewer mTLS configuration."
    }
   }
  },
  "VpcOrigin": {
   "description": "An Amazon CloudFront VPC origin.",
   "members": {
    "Id": {
     "description": "The VPC origin ID."
    },
    "Arn": {
     "description": "The VPC origin ARN."
    },
    "AccountId": {
     "description": "The account ID of the Amazon Web Services account that owns the VPC origin."
    },
    "Status": {
     "description": "The VPC origin status."
    },
    "CreatedTime": {
     "description": "The VPC origin created time."
    },
    "LastModifiedTime": {
     "description": "The VPC origin last modified time."
    },
    "VpcOriginEndpointConfig": {
     "description": "The VPC origin endpoint configuration."
    }
   }
  },
  "VpcOriginConfig": {
   "description": "An Amazon CloudFront VPC origin configuration.",
   "members": {
    "VpcOriginId": {
     "description": "The VPC origin ID."
    },
    "OwnerAccountId": {
     "description": "The account ID of the Amazon Web Services account that owns the VPC origin."
    },
    "OriginReadTimeout": {
     "description": "Specifies how long, in seconds, CloudFront waits for a response from the origin. This is also known as the origin response timeout."
    },
    "OriginKeepaliveTimeout": {
     "description": "Specifies how long, in seconds, CloudFront persists its connection to the origin."
    }
   }
  },
  "VpcOriginEndpointConfig": {
   "description": "An Amazon CloudFront VPC origin endpoint configuration.",
   "members": {
    "Name": {
     "description": "The name of the CloudFront VPC origin endpoint configuration."
    },
    "Arn": {
     "description": "The ARN of the CloudFront VPC origin endpoint configuration."
    },
    "HTTPPort": {
     "description": "The HTTP port for the CloudFront VPC origin endpoint configuration. The default value is 80."
    },
    "HTTPSPort": {
     "description": "The HTTPS port of the CloudFront VPC origin endpoint configuration. The default value is 443."
    },
    "OriginProtocolPolicy": {
     "description": "The origin protocol policy for the CloudFront VPC origin endpoint configuration.",
     "enum": "OriginProtocolPolicy"
    },
    "OriginSslProtocols": {
     "description": "A complex type that contains information about the SSL/TLS protocols that CloudFront can use when establishing an HTTPS connection with your origin."
    },
    "IpAddressType": {
     "description": "The IP address type of the CloudFront VPC origin endpoint configuration. Valid values are ipv4 and dualstack. IPv6-only is not supported for VPC origins.",
     "enum": "VpcIpAddressType"
    }
   }
  },
  "VpcOriginList": {
   "description": "A list of CloudFront VPC origins.",
   "members": {
    "Marker": {
     "description": "The marker associated with the VPC origins list."
    },
    "NextMarker": {
     "description": "The next marker associated with the VPC origins list."
    },
    "MaxItems": {
     "description": "The maximum number of items included in the list."
    },
    "IsTruncated": {
     "description": "A flag that indicates whether more VPC origins remain to be listed."
    },
    "Quantity": {
     "description": "The number of VPC origins in the list."
    },
    "Items": {
     "description": "The items of the VPC origins list."
    }
   }
  },
  "VpcOriginSummary": {
   "description": "A summary of the CloudFront VPC origin.",
   "members": {
    "Id": {
     "description": "The VPC origin summary ID."
    },
    "Name": {
     "description": "The VPC origin summary name."
    },
    "Status": {
     "description": "The VPC origin summary status."
    },
    "CreatedTime": {
     "description": "The VPC origin summary created time."
    },
    "LastModifiedTime": {
     "description": "The VPC origin summary last modified time."
    },
    "Arn": {
     "description": "The VPC origin summary ARN."
    },
    "AccountId": {
     "description": "The account ID of the Amazon Web Services account that owns the VPC origin."
    },
    "OriginEndpointArn": {
     "description": "The VPC origin summary origin endpoint ARN."
    },
    "IpAddressType": {
     "description": "The IP address type of the CloudFront VPC origin. Valid values are ipv4 and dualstack. IPv6-only is not supported for VPC origins.",
     "enum": "VpcIpAddressType"
    }
   }
  },
  "WebAclCustomization": {
   "description": "The WAF web ACL customization specified for the distribution tenant.",
   "members": {
    "Action": {
     "description": "The action for the WAF web ACL customization. You can specify override to specify a separate WAF web ACL for the distribution tenant.",
     "enum": "CustomizationActionType"
    },
    "Arn": {
     "description": "The Amazon Resource Name (ARN) of the WAF web ACL."
    }
   }
  }
 },
 "operations": {
  "AssociateAlias": {
   "description": "To move domains between distribution tenants and/or standard distributions, we recommend that you use the UpdateDomainAssociation API operation instead. For standard distributions only.",
   "errors": [
    "AccessDenied",
    "IllegalUpdate",
    "InvalidArgument",
    "NoSuchDistribution",
    "TooManyDistributionCNAMEs"
   ]
  },
  "AssociateDistributionTenantWebACL": {
   "description": "Associates the WAF web ACL with a distribution tenant.",
   "errors": [
    "AccessDenied",
    "EntityLimitExceeded",
    "EntityNotFound",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed"
   ]
  },
  "AssociateDistributionWebACL": {
   "description": "Associates the WAF web ACL with a distribution.",
   "errors": [
    "AccessDenied",
    "EntityLimitExceeded",
    "EntityNotFound",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed"
   ]
  },
  "CopyDistribution": {
   "description": "Creates a staging distribution using the configuration of the provided primary distribution.",
   "errors": [
    "AccessDenied",
    "CNAMEAlreadyExists",
    "DistributionAlreadyExists",
    "IllegalFieldLevelEncryptionConfigAssociationWithCacheBehavior",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidDefaultRootObject",
    "InvalidErrorCode",
    "InvalidForwardCookies",
    "InvalidFunctionAssociation",
    "InvalidGeoRestrictionParameter",
    "InvalidHeadersForS3Origin",
    "InvalidIfMatchVersion",
    "InvalidLambdaFunctionAssociation",
    "InvalidLocationCode",
    "InvalidMinimumProtocolVersion",
    "InvalidOrigin",
    "InvalidOriginAccessControl",
    "InvalidOriginAccessIdentity",
    "InvalidOriginKeepaliveTimeout",
    "InvalidOriginReadTimeout",
    "InvalidProtocolSettings",
    "InvalidQueryStringParameters",
    "InvalidRelativePath",
    "InvalidRequiredProtocol",
    "InvalidResponseCode",
    "InvalidTTLOrder",
    "InvalidViewerCertificate",
    "InvalidWebACLId",
    "MissingBody",
    "NoSuchCachePolicy",
    "NoSuchDistribution",
    "NoSuchFieldLevelEncryptionConfig",
    "NoSuchOrigin",
    "NoSuchOriginRequestPolicy",
    "NoSuchRealtimeLogConfig",
    "NoSuchResponseHeadersPolicy",
    "PreconditionFailed",
    "RealtimeLogConfigOwnerMismatch",
    "TooManyCacheBehaviors",
    "TooManyCertificates",
    "TooManyCookieNamesInWhiteList",
    "TooManyDistributionCNAMEs",
    "TooManyDistributions",
    "TooManyDistributionsAssociatedToCachePolicy",
    "TooManyDistributionsAssociatedToFieldLevelEncryptionConfig",
    "TooManyDistributionsAssociatedToKeyGroup",
    "TooManyDistributionsAssociatedToOriginAccessControl",
    "TooManyDistributionsAssociatedToOriginRequestPolicy",
    "TooManyDistributionsAssociatedToResponseHeadersPolicy",
    "TooManyDistributionsWithFunctionAssociations",
    "TooManyDistributionsWithLambdaAssociations",
    "TooManyDistributionsWithSingleFunctionARN",
    "TooManyFunctionAssociations",
    "TooManyHeadersInForwardedValues",
    "TooManyKeyGroupsAssociatedToDistribution",
    "TooManyLambdaFunctionAssociations",
    "TooManyOriginCustomHeaders",
    "TooManyOriginGroupsPerDistribution",
    "TooManyOrigins",
    "TooManyQueryStringParameters",
    "TooManyTrustedSigners",
    "TrustedKeyGroupDoesNotExist",
    "TrustedSignerDoesNotExist"
   ]
  },
  "CreateAnycastIpList": {
   "description": "Creates an Anycast static IP list.",
   "errors": [
    "AccessDenied",
    "EntityAlreadyExists",
    "EntityLimitExceeded",
    "InvalidArgument",
    "InvalidTagging",
    "UnsupportedOperation"
   ]
  },
  "CreateCachePolicy": {
   "description": "Creates a cache policy. After you create a cache policy, you can attach it to one or more cache behaviors.",
   "errors": [
    "AccessDenied",
    "CachePolicyAlreadyExists",
    "InconsistentQuantities",
    "InvalidArgument",
    "TooManyCachePolicies",
    "TooManyCookiesInCachePolicy",
    "TooManyHeadersInCachePolicy",
    "TooManyQueryStringsInCachePolicy"
   ]
  },
  "CreateCloudFrontOriginAccessIdentity": {
   "description": "Creates a new origin access identity.",
   "errors": [
    "CloudFrontOriginAccessIdentityAlreadyExists",
    "InconsistentQuantities",
    "InvalidArgument",
    "MissingBody",
    "TooManyCloudFrontOriginAccessIdentities"
   ]
  },
  "CreateConnectionFunction": {
   "description": "Creates a connection function.",
   "errors": [
    "AccessDenied",
    "EntityAlreadyExists",
    "EntityLimitExceeded",
    "EntitySizeLimitExceeded",
    "InvalidArgument",
    "InvalidTagging",
    "UnsupportedOperation"
   ]
  },
  "CreateConnectionGroup": {
   "description": "Creates a connection group.",
   "errors": [
    "AccessDenied",
    "EntityAlreadyExists",
    "EntityLimitExceeded",
    "EntityNotFound",
    "InvalidArgument",
    "InvalidTagging"
   ]
  },
  "CreateContinuousDeploymentPolicy": {
   "description": "Creates a continuous deployment policy that distributes traffic for a custom domain name to two different CloudFront distributions.",
   "errors": [
    "AccessDenied",
    "ContinuousDeploymentPolicyAlreadyExists",
    "InconsistentQuantities",
    "InvalidArgument",
    "StagingDistributionInUse",
    "TooManyContinuousDeploymentPolicies"
   ]
  },
  "CreateDistribution": {
   "description": "Creates a CloudFront distribution.",
   "errors": [
    "AccessDenied",
    "CNAMEAlreadyExists",
    "ContinuousDeploymentPolicyInUse",
    "DistributionAlreadyExists",
    "EntityLimitExceeded",
    "EntityNotFound",
    "IllegalFieldLevelEncryptionConfigAssociationWithCacheBehavior",
    "IllegalOriginAccessConfiguration",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidDefaultRootObject",
    "InvalidDomainNameForOriginAccessControl",
    "InvalidErrorCode",
    "InvalidForwardCookies",
    "InvalidFunctionAssociation",
    "InvalidGeoRestrictionParameter",
    "InvalidHeadersForS3Origin",
    "InvalidLambdaFunctionAssociation",
    "InvalidLocationCode",
    "InvalidMinimumProtocolVersion",
    "InvalidOrigin",
    "InvalidOriginAccessControl",
    "InvalidOriginAccessIdentity",
    "InvalidOriginKeepaliveTimeout",
    "InvalidOriginReadTimeout",
    "InvalidProtocolSettings",
    "InvalidQueryStringParameters",
    "InvalidRelativePath",
    "InvalidRequiredProtocol",
    "InvalidResponseCode",
    "InvalidTTLOrder",
    "InvalidViewerCertificate",
    "InvalidWebACLId",
    "MissingBody",
    "NoSuchCachePolicy",
    "NoSuchContinuousDeploymentPolicy",
    "NoSuchFieldLevelEncryptionConfig",
    "NoSuchOrigin",
    "NoSuchOriginRequestPolicy",
    "NoSuchRealtimeLogConfig",
    "NoSuchResponseHeadersPolicy",
    "RealtimeLogConfigOwnerMismatch",
    "TooManyCacheBehaviors",
    "TooManyCertificates",
    "TooManyCookieNamesInWhiteList",
    "TooManyDistributionCNAMEs",
    "TooManyDistributions",
    "TooManyDistributionsAssociatedToCachePolicy",
    "TooManyDistributionsAssociatedToFieldLevelEncryptionConfig",
    "TooManyDistributionsAssociatedToKeyGroup",
    "TooManyDistributionsAssociatedToOriginAccessControl",
    "TooManyDistributionsAssociatedToOriginRequestPolicy",
    "TooManyDistributionsAssociatedToResponseHeadersPolicy",
    "TooManyDistributionsWithFunctionAssociations",
    "TooManyDistributionsWithLambdaAssociations",
    "TooManyDistributionsWithSingleFunctionARN",
    "TooManyFunctionAssociations",
    "TooManyHeadersInForwardedValues",
    "TooManyKeyGroupsAssociatedToDistribution",
    "TooManyLambdaFunctionAssociations",
    "TooManyOriginCustomHeaders",
    "TooManyOriginGroupsPerDistribution",
    "TooManyOrigins",
    "TooManyQueryStringParameters",
    "TooManyTrustedSigners",
    "TrustedKeyGroupDoesNotExist",
    "TrustedSignerDoesNotExist"
   ]
  },
  "CreateDistributionTenant": {
   "description": "Creates a distribution tenant.",
   "errors": [
    "AccessDenied",
    "CNAMEAlreadyExists",
    "EntityAlreadyExists",
    "EntityLimitExceeded",
    "EntityNotFound",
    "InvalidArgument",
    "InvalidAssociation",
    "InvalidTagging"
   ]
  },
  "CreateDistributionWithTags": {
   "description": "Create a new distribution with tags. This API operation requires the following IAM permissions: CreateDistribution; TagResource.",
   "errors": [
    "AccessDenied",
    "CNAMEAlreadyExists",
    "ContinuousDeploymentPolicyInUse",
    "DistributionAlreadyExists",
    "EntityNotFound",
    "IllegalFieldLevelEncryptionConfigAssociationWithCacheBehavior",
    "IllegalOriginAccessConfiguration",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidDefaultRootObject",
    "InvalidDomainNameForOriginAccessControl",
    "InvalidErrorCode",
    "InvalidForwardCookies",
    "InvalidFunctionAssociation",
    "InvalidGeoRestrictionParameter",
    "InvalidHeadersForS3Origin",
    "InvalidLambdaFunctionAssociation",
    "InvalidLocationCode",
    "InvalidMinimumProtocolVersion",
    "InvalidOrigin",
    "InvalidOriginAccessControl",
    "InvalidOriginAccessIdentity",
    "InvalidOriginKeepaliveTimeout",
    "InvalidOriginReadTimeout",
    "InvalidProtocolSettings",
    "InvalidQueryStringParameters",
    "InvalidRelativePath",
    "InvalidRequiredProtocol",
    "InvalidResponseCode",
    "InvalidTagging",
    "InvalidTTLOrder",
    "InvalidViewerCertificate",
    "InvalidWebACLId",
    "MissingBody",
    "NoSuchCachePolicy",
    "NoSuchContinuousDeploymentPolicy",
    "NoSuchFieldLevelEncryptionConfig",
    "NoSuchOrigin",
    "NoSuchOriginRequestPolicy",
    "NoSuchRealtimeLogConfig",
    "NoSuchResponseHeadersPolicy",
    "RealtimeLogConfigOwnerMismatch",
    "TooManyCacheBehaviors",
    "TooManyCertificates",
    "TooManyCookieNamesInWhiteList",
    "TooManyDistributionCNAMEs",
    "TooManyDistributions",
    "TooManyDistributionsAssociatedToCachePolicy",
    "TooManyDistributionsAssociatedToFieldLevelEncryptionConfig",
    "TooManyDistributionsAssociatedToKeyGroup",
    "TooManyDistributionsAssociatedToOriginAccessControl",
    "TooManyDistributionsAssociatedToOriginRequestPolicy",
    "TooManyDistributionsAssociatedToResponseHeadersPolicy",
    "TooManyDistributionsWithFunctionAssociations",
    "TooManyDistributionsWithLambdaAssociations",
    "TooManyDistributionsWithSingleFunctionARN",
    "TooManyFunctionAssociations",
    "TooManyHeadersInForwardedValues",
    "TooManyKeyGroupsAssociatedToDistribution",
    "TooManyLambdaFunctionAssociations",
    "TooManyOriginCustomHeaders",
    "TooManyOriginGroupsPerDistribution",
    "TooManyOrigins",
    "TooManyQueryStringParameters",
    "TooManyTrustedSigners",
    "TrustedKeyGroupDoesNotExist",
    "TrustedSignerDoesNotExist"
   ]
  },
  "CreateFieldLevelEncryptionConfig": {
   "description": "Create a new field-level encryption configuration.",
   "errors": [
    "FieldLevelEncryptionConfigAlreadyExists",
    "InconsistentQuantities",
    "InvalidArgument",
    "NoSuchFieldLevelEncryptionProfile",
    "QueryArgProfileEmpty",
    "TooManyFieldLevelEncryptionConfigs",
    "TooManyFieldLevelEncryptionContentTypeProfiles",
    "TooManyFieldLevelEncryptionQueryArgProfiles"
   ]
  },
  "CreateFieldLevelEncryptionProfile": {
   "description": "Create a field-level encryption profile.",
   "errors": [
    "FieldLevelEncryptionProfileAlreadyExists",
    "FieldLevelEncryptionProfileSizeExceeded",
    "InconsistentQuantities",
    "InvalidArgument",
    "NoSuchPublicKey",
    "TooManyFieldLevelEncryptionEncryptionEntities",
    "TooManyFieldLevelEncryptionFieldPatterns",
    "TooManyFieldLevelEncryptionProfiles"
   ]
  },
  "CreateFunction": {
   "description": "Creates a CloudFront function. To create a function, you provide the function code and some configuration information about the function.",
   "errors": [
    "FunctionAlreadyExists",
    "FunctionSizeLimitExceeded",
    "InvalidArgument",
    "TooManyFunctions",
    "UnsupportedOperation"
   ]
  },
  "CreateInvalidation": {
   "description": "Create a new invalidation.",
   "errors": [
    "AccessDenied",
    "BatchTooLarge",
    "InconsistentQuantities",
    "InvalidArgument",
    "MissingBody",
    "NoSuchDistribution",
    "TooManyInvalidationsInProgress"
   ]
  },
  "CreateInvalidationForDistributionTenant": {
   "description": "Creates an invalidation for a distribution tenant.",
   "errors": [
    "AccessDenied",
    "BatchTooLarge",
    "EntityNotFound",
    "InconsistentQuantities",
    "InvalidArgument",
    "MissingBody",
    "TooManyInvalidationsInProgress"
   ]
  },
  "CreateKeyGroup": {
   "description": "Creates a key group that you can use with CloudFront signed URLs and signed cookies. To create a key group, you must specify at least one public key for the key group.",
   "errors": [
    "InvalidArgument",
    "KeyGroupAlreadyExists",
    "TooManyKeyGroups",
    "TooManyPublicKeysInKeyGroup"
   ]
  },
  "CreateKeyValueStore": {
   "description": "Specifies the key value store resource to add to your account. In your account, the key value store names must be unique.",
   "errors": [
    "AccessDenied",
    "EntityAlreadyExists",
    "EntityLimitExceeded",
    "EntitySizeLimitExceeded",
    "InvalidArgument",
    "UnsupportedOperation"
   ]
  },
  "CreateMonitoringSubscription": {
   "description": "Enables or disables additional Amazon CloudWatch metrics for the specified CloudFront distribution. The additional metrics incur an additional cost.",
   "errors": [
    "AccessDenied",
    "MonitoringSubscriptionAlreadyExists",
    "NoSuchDistribution",
    "UnsupportedOperation"
   ]
  },
  "CreateOriginAccessControl": {
   "description": "Creates a new origin access control in CloudFront.",
   "errors": [
    "InvalidArgument",
    "OriginAccessControlAlreadyExists",
    "TooManyOriginAccessControls"
   ]
  },
  "CreateOriginRequestPolicy": {
   "description": "Creates an origin request policy. After you create an origin request policy, you can attach it to one or more cache behaviors.",
   "errors": [
    "AccessDenied",
    "InconsistentQuantities",
    "InvalidArgument",
    "OriginRequestPolicyAlreadyExists",
    "TooManyCookiesInOriginRequestPolicy",
    "TooManyHeadersInOriginRequestPolicy",
    "TooManyOriginRequestPolicies",
    "TooManyQueryStringsInOriginRequestPolicy"
   ]
  },
  "CreatePublicKey": {
   "description": "Uploads a public key to CloudFront that you can use with signed URLs and signed cookies, or with field-level encryption.",
   "errors": [
    "InvalidArgument",
    "PublicKeyAlreadyExists",
    "TooManyPublicKeys"
   ]
  },
  "CreateRealtimeLogConfig": {
   "description": "Creates a real-time log configuration.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "RealtimeLogConfigAlreadyExists",
    "TooManyRealtimeLogConfigs"
   ]
  },
  "CreateResponseHeadersPolicy": {
   "description": "Creates a response headers policy. A response headers policy contains information about a set of HTTP headers.",
   "errors": [
    "AccessDenied",
    "InconsistentQuantities",
    "InvalidArgument",
    "ResponseHeadersPolicyAlreadyExists",
    "TooLongCSPInResponseHeadersPolicy",
    "TooManyCustomHeadersInResponseHeadersPolicy",
    "TooManyRemoveHeadersInResponseHeadersPolicy",
    "TooManyResponseHeadersPolicies"
   ]
  },
  "CreateStreamingDistribution": {
   "description": "This API is deprecated. Amazon CloudFront is deprecating real-time messaging protocol (RTMP) distributions on December 31, 2020.",
   "errors": [
    "AccessDenied",
    "CNAMEAlreadyExists",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidOrigin",
    "InvalidOriginAccessControl",
    "InvalidOriginAccessIdentity",
    "MissingBody",
    "StreamingDistributionAlreadyExists",
    "TooManyStreamingDistributionCNAMEs",
    "TooManyStreamingDistributions",
    "TooManyTrustedSigners",
    "TrustedSignerDoesNotExist"
   ]
  },
  "CreateStreamingDistributionWithTags": {
   "description": "This API is deprecated. Amazon CloudFront is deprecating real-time messaging protocol (RTMP) distributions on December 31, 2020.",
   "errors": [
    "AccessDenied",
    "CNAMEAlreadyExists",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidOrigin",
    "InvalidOriginAccessControl",
    "InvalidOriginAccessIdentity",
    "InvalidTagging",
    "MissingBody",
    "StreamingDistributionAlreadyExists",
    "TooManyStreamingDistributionCNAMEs",
    "TooManyStreamingDistributions",
    "TooManyTrustedSigners",
    "TrustedSignerDoesNotExist"
   ]
  },
  "CreateTrustStore": {
   "description": "Creates a trust store.",
   "errors": [
    "AccessDenied",
    "EntityAlreadyExists",
    "EntityLimitExceeded",
    "EntityNotFound",
    "InvalidArgument",
    "InvalidTagging"
   ]
  },
  "CreateVpcOrigin": {
   "description": "Create an Amazon CloudFront VPC origin.",
   "errors": [
    "AccessDenied",
    "EntityAlreadyExists",
    "EntityLimitExceeded",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidTagging",
    "UnsupportedOperation"
   ]
  },
  "DeleteAnycastIpList": {
   "description": "Deletes an Anycast static IP list.",
   "errors": [
    "AccessDenied",
    "CannotDeleteEntityWhileInUse",
    "EntityNotFound",
    "IllegalDelete",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed",
    "UnsupportedOperation"
   ]
  },
  "DeleteCachePolicy": {
   "description": "Deletes a cache policy. You cannot delete a cache policy if it's attached to a cache behavior.",
   "errors": [
    "AccessDenied",
    "CachePolicyInUse",
    "IllegalDelete",
    "InvalidIfMatchVersion",
    "NoSuchCachePolicy",
    "PreconditionFailed"
   ]
  },
  "DeleteCloudFrontOriginAccessIdentity": {
   "description": "Delete an origin access identity.",
   "errors": [
    "AccessDenied",
    "CloudFrontOriginAccessIdentityInUse",
    "InvalidIfMatchVersion",
    "NoSuchCloudFrontOriginAccessIdentity",
    "PreconditionFailed"
   ]
  },
  "DeleteConnectionFunction": {
   "description": "Deletes a connection function.",
   "errors": [
    "AccessDenied",
    "CannotDeleteEntityWhileInUse",
    "EntityNotFound",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed",
    "UnsupportedOperation"
   ]
  },
  "DeleteConnectionGroup": {
   "description": "Deletes a connection group.",
   "errors": [
    "AccessDenied",
    "CannotDeleteEntityWhileInUse",
    "EntityNotFound",
    "InvalidIfMatchVersion",
    "PreconditionFailed",
    "ResourceNotDisabled"
   ]
  },
  "DeleteContinuousDeploymentPolicy": {
   "description": "Deletes a continuous deployment policy. You cannot delete a continuous deployment policy that's attached to a primary distribution.",
   "errors": [
    "AccessDenied",
    "ContinuousDeploymentPolicyInUse",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "NoSuchContinuousDeploymentPolicy",
    "PreconditionFailed"
   ]
  },
  "DeleteDistribution": {
   "description": "Delete a distribution. Before you can delete a distribution, you must disable it, which requires permission to update the distribution.",
   "errors": [
    "AccessDenied",
    "DistributionNotDisabled",
    "InvalidIfMatchVersion",
    "NoSuchDistribution",
    "PreconditionFailed",
    "ResourceInUse"
   ]
  },
  "DeleteDistributionTenant": {
   "description": "Deletes a distribution tenant. If you use this API operation to delete a distribution tenant that is currently enabled, the request will fail.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidIfMatchVersion",
    "PreconditionFailed",
    "ResourceNotDisabled"
   ]
  },
  "DeleteFieldLevelEncryptionConfig": {
   "description": "Remove a field-level encryption configuration.",
   "errors": [
    "AccessDenied",
    "FieldLevelEncryptionConfigInUse",
    "InvalidIfMatchVersion",
    "NoSuchFieldLevelEncryptionConfig",
    "PreconditionFailed"
   ]
  },
  "DeleteFieldLevelEncryptionProfile": {
   "description": "Remove a field-level encryption profile.",
   "errors": [
    "AccessDenied",
    "FieldLevelEncryptionProfileInUse",
    "InvalidIfMatchVersion",
    "NoSuchFieldLevelEncryptionProfile",
    "PreconditionFailed"
   ]
  },
  "DeleteFunction": {
   "description": "Deletes a CloudFront function. You cannot delete a function if it's associated with a cache behavior.",
   "errors": [
    "FunctionInUse",
    "InvalidIfMatchVersion",
    "NoSuchFunctionExists",
    "PreconditionFailed",
    "UnsupportedOperation"
   ]
  },
  "DeleteKeyGroup": {
   "description": "Deletes a key group. You cannot delete a key group that is referenced in a cache behavior.",
   "errors": [
    "InvalidIfMatchVersion",
    "NoSuchResource",
    "PreconditionFailed",
    "ResourceInUse"
   ]
  },
  "DeleteKeyValueStore": {
   "description": "Specifies the key value store to delete.",
   "errors": [
    "AccessDenied",
    "CannotDeleteEntityWhileInUse",
    "EntityNotFound",
    "InvalidIfMatchVersion",
    "PreconditionFailed",
    "UnsupportedOperation"
   ]
  },
  "DeleteMonitoringSubscription": {
   "description": "Disables additional CloudWatch metrics for the specified CloudFront distribution.",
   "errors": [
    "AccessDenied",
    "NoSuchDistribution",
    "NoSuchMonitoringSubscription",
    "UnsupportedOperation"
   ]
  },
  "DeleteOriginAccessControl": {
   "description": "Deletes a CloudFront origin access control. You cannot delete an origin access control if it's in use.",
   "errors": [
    "AccessDenied",
    "InvalidIfMatchVersion",
    "NoSuchOriginAccessControl",
    "OriginAccessControlInUse",
    "PreconditionFailed"
   ]
  },
  "DeleteOriginRequestPolicy": {
   "description": "Deletes an origin request policy. You cannot delete an origin request policy if it's attached to any cache behaviors.",
   "errors": [
    "AccessDenied",
    "IllegalDelete",
    "InvalidIfMatchVersion",
    "NoSuchOriginRequestPolicy",
    "OriginRequestPolicyInUse",
    "PreconditionFailed"
   ]
  },
  "DeletePublicKey": {
   "description": "Remove a public key you previously added to CloudFront.",
   "errors": [
    "AccessDenied",
    "InvalidIfMatchVersion",
    "NoSuchPublicKey",
    "PreconditionFailed",
    "PublicKeyInUse"
   ]
  },
  "DeleteRealtimeLogConfig": {
   "description": "Deletes a real-time log configuration. You cannot delete a real-time log configuration if it's attached to a cache behavior.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "NoSuchRealtimeLogConfig",
    "RealtimeLogConfigInUse"
   ]
  },
  "DeleteResourcePolicy": {
   "description": "Deletes the resource policy attached to the CloudFront resource.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "IllegalDelete",
    "InvalidArgument",
    "PreconditionFailed",
    "UnsupportedOperation"
   ]
  },
  "DeleteResponseHeadersPolicy": {
   "description": "Deletes a response headers policy. You cannot delete a response headers policy if it's attached to a cache behavior.",
   "errors": [
    "AccessDenied",
    "IllegalDelete",
    "InvalidIfMatchVersion",
    "NoSuchResponseHeadersPolicy",
    "PreconditionFailed",
    "ResponseHeadersPolicyInUse"
   ]
  },
  "DeleteStreamingDistribution": {
   "description": "Delete a streaming distribution.",
   "errors": [
    "AccessDenied",
    "InvalidIfMatchVersion",
    "NoSuchStreamingDistribution",
    "PreconditionFailed",
    "StreamingDistributionNotDisabled"
   ]
  },
  "DeleteTrustStore": {
   "description": "Deletes a trust store.",
   "errors": [
    "AccessDenied",
    "CannotDeleteEntityWhileInUse",
    "EntityNotFound",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed"
   ]
  },
  "DeleteVpcOrigin": {
   "description": "Delete an Amazon CloudFront VPC origin.",
   "errors": [
    "AccessDenied",
    "CannotDeleteEntityWhileInUse",
    "EntityNotFound",
    "IllegalDelete",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed",
    "UnsupportedOperation"
   ]
  },
  "DescribeConnectionFunction": {
   "description": "Describes a connection function.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "UnsupportedOperation"
   ]
  },
  "DescribeFunction": {
   "description": "Gets configuration information and metadata about a CloudFront function, but not the function's code. To get a function's code, use GetFunction.",
   "errors": [
    "NoSuchFunctionExists",
    "UnsupportedOperation"
   ]
  },
  "DescribeKeyValueStore": {
   "description": "Specifies the key value store and its configuration.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "UnsupportedOperation"
   ]
  },
  "DisassociateDistributionTenantWebACL": {
   "description": "Disassociates a distribution tenant from the WAF web ACL.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed"
   ]
  },
  "DisassociateDistributionWebACL": {
   "description": "Disassociates a distribution from the WAF web ACL.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed"
   ]
  },
  "GetAnycastIpList": {
   "description": "Gets an Anycast static IP list.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "UnsupportedOperation"
   ]
  },
  "GetCachePolicy": {
   "description": "Gets a cache policy, including the following metadata: The policy's identifier. The date and time when the policy was last modified.",
   "errors": [
    "AccessDenied",
    "NoSuchCachePolicy"
   ]
  },
  "GetCachePolicyConfig": {
   "description": "Gets a cache policy configuration. To get a cache policy configuration, you must provide the policy's identifier.",
   "errors": [
    "AccessDenied",
    "NoSuchCachePolicy"
   ]
  },
  "GetCloudFrontOriginAccessIdentity": {
   "description": "Get the information about an origin access identity.",
   "errors": [
    "AccessDenied",
    "NoSuchCloudFrontOriginAccessIdentity"
   ]
  },
  "GetCloudFrontOriginAccessIdentityConfig": {
   "description": "Get the configuration information about an origin access identity.",
   "errors": [
    "AccessDenied",
    "NoSuchCloudFrontOriginAccessIdentity"
   ]
  },
  "GetConnectionFunction": {
   "description": "Gets a connection function.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "UnsupportedOperation"
   ]
  },
  "GetConnectionGroup": {
   "description": "Gets information about a connection group.",
   "errors": [
    "AccessDenied",
    "EntityNotFound"
   ]
  },
  "GetConnectionGroupByRoutingEndpoint": {
   "description": "Gets information about a connection group by using the endpoint that you specify.",
   "errors": [
    "AccessDenied",
    "EntityNotFound"
   ]
  },
  "GetContinuousDeploymentPolicy": {
   "description": "Gets a continuous deployment policy, including metadata (the policy's identifier and the date and time when the policy was last modified).",
   "errors": [
    "AccessDenied",
    "NoSuchContinuousDeploymentPolicy"
   ]
  },
  "GetContinuousDeploymentPolicyConfig": {
   "description": "Gets configuration information about a continuous deployment policy.",
   "errors": [
    "AccessDenied",
    "NoSuchContinuousDeploymentPolicy"
   ]
  },
  "GetDistribution": {
   "description": "Get the information about a distribution.",
   "errors": [
    "AccessDenied",
    "NoSuchDistribution"
   ]
  },
  "GetDistributionConfig": {
   "description": "Get the configuration information about a distribution.",
   "errors": [
    "AccessDenied",
    "NoSuchDistribution"
   ]
  },
  "GetDistributionTenant": {
   "description": "Gets information about a distribution tenant.",
   "errors": [
    "AccessDenied",
    "EntityNotFound"
   ]
  },
  "GetDistributionTenantByDomain": {
   "description": "Gets information about a distribution tenant by the associated domain.",
   "errors": [
    "AccessDenied",
    "EntityNotFound"
   ]
  },
  "GetFieldLevelEncryption": {
   "description": "Get the field-level encryption configuration information.",
   "errors": [
    "AccessDenied",
    "NoSuchFieldLevelEncryptionConfig"
   ]
  },
  "GetFieldLevelEncryptionConfig": {
   "description": "Get the field-level encryption configuration information.",
   "errors": [
    "AccessDenied",
    "NoSuchFieldLevelEncryptionConfig"
   ]
  },
  "GetFieldLevelEncryptionProfile": {
   "description": "Get the field-level encryption profile information.",
   "errors": [
    "AccessDenied",
    "NoSuchFieldLevelEncryptionProfile"
   ]
  },
  "GetFieldLevelEncryptionProfileConfig": {
   "description": "Get the field-level encryption profile configuration information.",
   "errors": [
    "AccessDenied",
    "NoSuchFieldLevelEncryptionProfile"
   ]
  },
  "GetFunction": {
   "description": "Gets the code of a CloudFront function. To get configuration information and metadata about a function, use DescribeFunction.",
   "errors": [
    "NoSuchFunctionExists",
    "UnsupportedOperation"
   ]
  },
  "GetInvalidation": {
   "description": "Get the information about an invalidation.",
   "errors": [
    "AccessDenied",
    "NoSuchDistribution",
    "NoSuchInvalidation"
   ]
  },
  "GetInvalidationForDistributionTenant": {
   "description": "Gets information about a specific invalidation for a distribution tenant.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "NoSuchInvalidation"
   ]
  },
  "GetKeyGroup": {
   "description": "Gets a key group, including the date and time when the key group was last modified. To get a key group, you must provide the key group's identifier.",
   "errors": [
    "NoSuchResource"
   ]
  },
  "GetKeyGroupConfig": {
   "description": "Gets a key group configuration. To get a key group configuration, you must provide the key group's identifier.",
   "errors": [
    "NoSuchResource"
   ]
  },
  "GetManagedCertificateDetails": {
   "description": "Gets details about the CloudFront managed ACM certificate.",
   "errors": [
    "AccessDenied",
    "EntityNotFound"
   ]
  },
  "GetMonitoringSubscription": {
   "description": "Gets information about whether additional CloudWatch metrics are enabled for the specified CloudFront distribution.",
   "errors": [
    "AccessDenied",
    "NoSuchDistribution",
    "NoSuchMonitoringSubscription",
    "UnsupportedOperation"
   ]
  },
  "GetOriginAccessControl": {
   "description": "Gets a CloudFront origin access control, including its unique identifier.",
   "errors": [
    "AccessDenied",
    "NoSuchOriginAccessControl"
   ]
  },
  "GetOriginAccessControlConfig": {
   "description": "Gets a CloudFront origin access control configuration.",
   "errors": [
    "AccessDenied",
    "NoSuchOriginAccessControl"
   ]
  },
  "GetOriginRequestPolicy": {
   "description": "Gets an origin request policy, including the following metadata: The policy's identifier. The date and time when the policy was last modified.",
   "errors": [
    "AccessDenied",
    "NoSuchOriginRequestPolicy"
   ]
  },
  "GetOriginRequestPolicyConfig": {
   "description": "Gets an origin request policy configuration. To get an origin request policy configuration, you must provide the policy's identifier.",
   "errors": [
    "AccessDenied",
    "NoSuchOriginRequestPolicy"
   ]
  },
  "GetPublicKey": {
   "description": "Gets a public key.",
   "errors": [
    "AccessDenied",
    "NoSuchPublicKey"
   ]
  },
  "GetPublicKeyConfig": {
   "description": "Gets a public key configuration.",
   "errors": [
    "AccessDenied",
    "NoSuchPublicKey"
   ]
  },
  "GetRealtimeLogConfig": {
   "description": "Gets a real-time log configuration. To get a real-time log configuration, you can provide the configuration's name or its Amazon Resource Name (ARN). You must provide at least one.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "NoSuchRealtimeLogConfig"
   ]
  },
  "GetResourcePolicy": {
   "description": "Retrieves the resource policy for the specified CloudFront resource that you own and have shared.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "UnsupportedOperation"
   ]
  },
  "GetResponseHeadersPolicy": {
   "description": "Gets a response headers policy, including metadata (the policy's identifier and the date and time when the policy was last modified).",
   "errors": [
    "AccessDenied",
    "NoSuchResponseHeadersPolicy"
   ]
  },
  "GetResponseHeadersPolicyConfig": {
   "description": "Gets a response headers policy configuration. To get a response headers policy configuration, you must provide the policy's identifier.",
   "errors": [
    "AccessDenied",
    "NoSuchResponseHeadersPolicy"
   ]
  },
  "GetStreamingDistribution": {
   "description": "Gets information about a specified RTMP distribution, including the distribution configuration.",
   "errors": [
    "AccessDenied",
    "NoSuchStreamingDistribution"
   ]
  },
  "GetStreamingDistributionConfig": {
   "description": "Get the configuration information about a streaming distribution.",
   "errors": [
    "AccessDenied",
    "NoSuchStreamingDistribution"
   ]
  },
  "GetTrustStore": {
   "description": "Gets a trust store.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument"
   ]
  },
  "GetVpcOrigin": {
   "description": "Get the details of an Amazon CloudFront VPC origin.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "UnsupportedOperation"
   ]
  },
  "ListAnycastIpLists": {
   "description": "Lists your Anycast static IP lists.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "UnsupportedOperation"
   ]
  },
  "ListCachePolicies": {
   "description": "Gets a list of cache policies.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "NoSuchCachePolicy"
   ]
  },
  "ListCloudFrontOriginAccessIdentities": {
   "description": "Lists origin access identities.",
   "errors": [
    "InvalidArgument"
   ]
  },
  "ListConflictingAliases": {
   "description": "To list domain conflicts for both standard distributions and distribution tenants, we recommend that you use the ListDomainConflicts API operation instead. For standard distributions only.",
   "errors": [
    "InvalidArgument",
    "NoSuchDistribution"
   ]
  },
  "ListConnectionFunctions": {
   "description": "Lists connection functions.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "UnsupportedOperation"
   ]
  },
  "ListConnectionGroups": {
   "description": "Lists the connection groups in your Amazon Web Services account.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument"
   ]
  },
  "ListContinuousDeploymentPolicies": {
   "description": "Gets a list of the continuous deployment policies in your Amazon Web Services account. You can optionally specify the maximum number of items to receive in the response.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "NoSuchContinuousDeploymentPolicy"
   ]
  },
  "ListDistributionTenants": {
   "description": "Lists the distribution tenants in your Amazon Web Services account.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument"
   ]
  },
  "ListDistributionTenantsByCustomization": {
   "description": "Lists distribution tenants by the customization that you specify. You must specify either the CertificateArn parameter or WebACLArn parameter, but not both in the same request.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument"
   ]
  },
  "ListDistributions": {
   "description": "List CloudFront distributions.",
   "errors": [
    "InvalidArgument"
   ]
  },
  "ListDistributionsByAnycastIpListId": {
   "description": "Lists the distributions in your account that are associated with the specified AnycastIpListId.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "UnsupportedOperation"
   ]
  },
  "ListDistributionsByCachePolicyId": {
   "description": "Gets a list of distribution IDs for distributions that have a cache behavior that's associated with the specified cache policy.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "NoSuchCachePolicy"
   ]
  },
  "ListDistributionsByConnectionFunction": {
   "description": "Lists distributions by connection function.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument"
   ]
  },
  "ListDistributionsByConnectionMode": {
   "description": "Lists the distributions by the connection mode that you specify.",
   "errors": [
    "AccessDenied",
    "InvalidArgument"
   ]
  },
  "ListDistributionsByKeyGroup": {
   "description": "Gets a list of distribution IDs for distributions that have a cache behavior that references the specified key group.",
   "errors": [
    "InvalidArgument",
    "NoSuchResource"
   ]
  },
  "ListDistributionsByOriginRequestPolicyId": {
   "description": "Gets a list of distribution IDs for distributions that have a cache behavior that's associated with the specified origin request policy.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "NoSuchOriginRequestPolicy"
   ]
  },
  "ListDistributionsByOwnedResource": {
   "description": "Lists the CloudFront distributions that are associated with the specified resource that you own.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "UnsupportedOperation"
   ]
  },
  "ListDistributionsByRealtimeLogConfig": {
   "description": "Gets a list of distributions that have a cache behavior that's associated with the specified real-time log configuration.",
   "errors": [
    "InvalidArgument"
   ]
  },
  "ListDistributionsByResponseHeadersPolicyId": {
   "description": "Gets a list of distribution IDs for distributions that have a cache behavior that's associated with the specified response headers policy.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "NoSuchResponseHeadersPolicy"
   ]
  },
  "ListDistributionsByTrustStore": {
   "description": "Lists distributions by trust store.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument"
   ]
  },
  "ListDistributionsByVpcOriginId": {
   "description": "List CloudFront distributions by their VPC origin ID.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "UnsupportedOperation"
   ]
  },
  "ListDistributionsByWebACLId": {
   "description": "List the distributions that are associated with a specified WAF web ACL.",
   "errors": [
    "InvalidArgument",
    "InvalidWebACLId"
   ]
  },
  "ListDomainConflicts": {
   "description": "We recommend that you use the ListDomainConflicts API operation to check for domain conflicts, as it supports both standard distributions and distribution tenants.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument"
   ]
  },
  "ListFieldLevelEncryptionConfigs": {
   "description": "List all field-level encryption configurations that have been created in CloudFront for this account.",
   "errors": [
    "InvalidArgument"
   ]
  },
  "ListFieldLevelEncryptionProfiles": {
   "description": "Request a list of field-level encryption profiles that have been created in CloudFront for this account.",
   "errors": [
    "InvalidArgument"
   ]
  },
  "ListFunctions": {
   "description": "Gets a list of all CloudFront functions in your Amazon Web Services account.",
   "errors": [
    "InvalidArgument",
    "UnsupportedOperation"
   ]
  },
  "ListInvalidations": {
   "description": "Lists invalidation batches.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "NoSuchDistribution"
   ]
  },
  "ListInvalidationsForDistributionTenant": {
   "description": "Lists the invalidations for a distribution tenant.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument"
   ]
  },
  "ListKeyGroups": {
   "description": "Gets a list of key groups. You can optionally specify the maximum number of items to receive in the response.",
   "errors": [
    "InvalidArgument"
   ]
  },
  "ListKeyValueStores": {
   "description": "Specifies the key value stores to list.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "UnsupportedOperation"
   ]
  },
  "ListOriginAccessControls": {
   "description": "Gets the list of CloudFront origin access controls (OACs) in this Amazon Web Services account. You can optionally specify the maximum number of items to receive in the response.",
   "errors": [
    "InvalidArgument"
   ]
  },
  "ListOriginRequestPolicies": {
   "description": "Gets a list of origin request policies.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "NoSuchOriginRequestPolicy"
   ]
  },
  "ListPublicKeys": {
   "description": "List all public keys that have been added to CloudFront for this account.",
   "errors": [
    "InvalidArgument"
   ]
  },
  "ListRealtimeLogConfigs": {
   "description": "Gets a list of real-time log configurations. You can optionally specify the maximum number of items to receive in the response.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "NoSuchRealtimeLogConfig"
   ]
  },
  "ListResponseHeadersPolicies": {
   "description": "Gets a list of response headers policies.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "NoSuchResponseHeadersPolicy"
   ]
  },
  "ListStreamingDistributions": {
   "description": "List streaming distributions.",
   "errors": [
    "InvalidArgument"
   ]
  },
  "ListTagsForResource": {
   "description": "List tags for a CloudFront resource.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "InvalidTagging",
    "NoSuchResource"
   ]
  },
  "ListTrustStores": {
   "description": "Lists trust stores.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument"
   ]
  },
  "ListVpcOrigins": {
   "description": "List the CloudFront VPC origins in your account.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "UnsupportedOperation"
   ]
  },
  "PublishConnectionFunction": {
   "description": "Publishes a connection function.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed",
    "UnsupportedOperation"
   ]
  },
  "PublishFunction": {
   "description": "Publishes a CloudFront function by copying the function code from the DEVELOPMENT stage to LIVE.",
   "errors": [
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "NoSuchFunctionExists",
    "PreconditionFailed",
    "UnsupportedOperation"
   ]
  },
  "PutResourcePolicy": {
   "description": "Creates a resource control policy for a given CloudFront resource.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "IllegalUpdate",
    "InvalidArgument",
    "PreconditionFailed",
    "UnsupportedOperation"
   ]
  },
  "TagResource": {
   "description": "Add tags to a CloudFront resource.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "InvalidTagging",
    "NoSuchResource"
   ]
  },
  "TestConnectionFunction": {
   "description": "Tests a connection function.",
   "errors": [
    "EntityNotFound",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed",
    "TestFunctionFailed",
    "UnsupportedOperation"
   ]
  },
  "TestFunction": {
   "description": "Tests a CloudFront function.",
   "errors": [
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "NoSuchFunctionExists",
    "TestFunctionFailed",
    "UnsupportedOperation"
   ]
  },
  "UntagResource": {
   "description": "Remove tags from a CloudFront resource.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "InvalidTagging",
    "NoSuchResource"
   ]
  },
  "UpdateAnycastIpList": {
   "description": "Updates an Anycast static IP list.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed",
    "UnsupportedOperation"
   ]
  },
  "UpdateCachePolicy": {
   "description": "Updates a cache policy configuration. When you update a cache policy configuration, all the fields are updated with the values provided in the request.",
   "errors": [
    "AccessDenied",
    "CachePolicyAlreadyExists",
    "IllegalUpdate",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "NoSuchCachePolicy",
    "PreconditionFailed",
    "TooManyCookiesInCachePolicy",
    "TooManyHeadersInCachePolicy",
    "TooManyQueryStringsInCachePolicy"
   ]
  },
  "UpdateCloudFrontOriginAccessIdentity": {
   "description": "Update an origin access identity.",
   "errors": [
    "AccessDenied",
    "IllegalUpdate",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "MissingBody",
    "NoSuchCloudFrontOriginAccessIdentity",
    "PreconditionFailed"
   ]
  },
  "UpdateConnectionFunction": {
   "description": "Updates a connection function.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "EntitySizeLimitExceeded",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed",
    "UnsupportedOperation"
   ]
  },
  "UpdateConnectionGroup": {
   "description": "Updates a connection group.",
   "errors": [
    "AccessDenied",
    "EntityAlreadyExists",
    "EntityLimitExceeded",
    "EntityNotFound",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed",
    "ResourceInUse"
   ]
  },
  "UpdateContinuousDeploymentPolicy": {
   "description": "Updates a continuous deployment policy.",
   "errors": [
    "AccessDenied",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "NoSuchContinuousDeploymentPolicy",
    "PreconditionFailed",
    "StagingDistributionInUse"
   ]
  },
  "UpdateDistribution": {
   "description": "Updates the configuration for a CloudFront distribution.",
   "errors": [
    "AccessDenied",
    "CNAMEAlreadyExists",
    "ContinuousDeploymentPolicyInUse",
    "EntityNotFound",
    "IllegalFieldLevelEncryptionConfigAssociationWithCacheBehavior",
    "IllegalOriginAccessConfiguration",
    "IllegalUpdate",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidDefaultRootObject",
    "InvalidDomainNameForOriginAccessControl",
    "InvalidErrorCode",
    "InvalidForwardCookies",
    "InvalidFunctionAssociation",
    "InvalidGeoRestrictionParameter",
    "InvalidHeadersForS3Origin",
    "InvalidIfMatchVersion",
    "InvalidLambdaFunctionAssociation",
    "InvalidLocationCode",
    "InvalidMinimumProtocolVersion",
    "InvalidOriginAccessControl",
    "InvalidOriginAccessIdentity",
    "InvalidOriginKeepaliveTimeout",
    "InvalidOriginReadTimeout",
    "InvalidQueryStringParameters",
    "InvalidRelativePath",
    "InvalidRequiredProtocol",
    "InvalidResponseCode",
    "InvalidTTLOrder",
    "InvalidViewerCertificate",
    "InvalidWebACLId",
    "MissingBody",
    "NoSuchCachePolicy",
    "NoSuchContinuousDeploymentPolicy",
    "NoSuchDistribution",
    "NoSuchFieldLevelEncryptionConfig",
    "NoSuchOrigin",
    "NoSuchOriginRequestPolicy",
    "NoSuchRealtimeLogConfig",
    "NoSuchResponseHeadersPolicy",
    "PreconditionFailed",
    "RealtimeLogConfigOwnerMismatch",
    "StagingDistributionInUse",
    "TooManyCacheBehaviors",
    "TooManyCertificates",
    "TooManyCookieNamesInWhiteList",
    "TooManyDistributionCNAMEs",
    "TooManyDistributionsAssociatedToCachePolicy",
    "TooManyDistributionsAssociatedToFieldLevelEncryptionConfig",
    "TooManyDistributionsAssociatedToKeyGroup",
    "TooManyDistributionsAssociatedToOriginAccessControl",
    "TooManyDistributionsAssociatedToOriginRequestPolicy",
    "TooManyDistributionsAssociatedToResponseHeadersPolicy",
    "TooManyDistributionsWithFunctionAssociations",
    "TooManyDistributionsWithLambdaAssociations",
    "TooManyDistributionsWithSingleFunctionARN",
    "TooManyFunctionAssociations",
    "TooManyHeadersInForwardedValues",
    "TooManyKeyGroupsAssociatedToDistribution",
    "TooManyLambdaFunctionAssociations",
    "TooManyOriginCustomHeaders",
    "TooManyOriginGroupsPerDistribution",
    "TooManyOrigins",
    "TooManyQueryStringParameters",
    "TooManyTrustedSigners",
    "TrustedKeyGroupDoesNotExist",
    "TrustedSignerDoesNotExist"
   ]
  },
  "UpdateDistributionTenant": {
   "description": "Updates a distribution tenant.",
   "errors": [
    "AccessDenied",
    "CNAMEAlreadyExists",
    "EntityAlreadyExists",
    "EntityLimitExceeded",
    "EntityNotFound",
    "InvalidArgument",
    "InvalidAssociation",
    "InvalidIfMatchVersion",
    "PreconditionFailed"
   ]
  },
  "UpdateDistributionWithStagingConfig": {
   "description": "Copies the staging distribution's configuration to its corresponding primary distribution.",
   "errors": [
    "AccessDenied",
    "CNAMEAlreadyExists",
    "EntityLimitExceeded",
    "EntityNotFound",
    "IllegalFieldLevelEncryptionConfigAssociationWithCacheBehavior",
    "IllegalUpdate",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidDefaultRootObject",
    "InvalidErrorCode",
    "InvalidForwardCookies",
    "InvalidFunctionAssociation",
    "InvalidGeoRestrictionParameter",
    "InvalidHeadersForS3Origin",
    "InvalidIfMatchVersion",
    "InvalidLambdaFunctionAssociation",
    "InvalidLocationCode",
    "InvalidMinimumProtocolVersion",
    "InvalidOriginAccessControl",
    "InvalidOriginAccessIdentity",
    "InvalidOriginKeepaliveTimeout",
    "InvalidOriginReadTimeout",
    "InvalidQueryStringParameters",
    "InvalidRelativePath",
    "InvalidRequiredProtocol",
    "InvalidResponseCode",
    "InvalidTTLOrder",
    "InvalidViewerCertificate",
    "InvalidWebACLId",
    "MissingBody",
    "NoSuchCachePolicy",
    "NoSuchDistribution",
    "NoSuchFieldLevelEncryptionConfig",
    "NoSuchOrigin",
    "NoSuchOriginRequestPolicy",
    "NoSuchRealtimeLogConfig",
    "NoSuchResponseHeadersPolicy",
    "PreconditionFailed",
    "RealtimeLogConfigOwnerMismatch",
    "TooManyCacheBehaviors",
    "TooManyCertificates",
    "TooManyCookieNamesInWhiteList",
    "TooManyDistributionCNAMEs",
    "TooManyDistributionsAssociatedToCachePolicy",
    "TooManyDistributionsAssociatedToFieldLevelEncryptionConfig",
    "TooManyDistributionsAssociatedToKeyGroup",
    "TooManyDistributionsAssociatedToOriginAccessControl",
    "TooManyDistributionsAssociatedToOriginRequestPolicy",
    "TooManyDistributionsAssociatedToResponseHeadersPolicy",
    "TooManyDistributionsWithFunctionAssociations",
    "TooManyDistributionsWithLambdaAssociations",
    "TooManyDistributionsWithSingleFunctionARN",
    "TooManyFunctionAssociations",
    "TooManyHeadersInForwardedValues",
    "TooManyKeyGroupsAssociatedToDistribution",
    "TooManyLambdaFunctionAssociations",
    "TooManyOriginCustomHeaders",
    "TooManyOriginGroupsPerDistribution",
    "TooManyOrigins",
    "TooManyQueryStringParameters",
    "TooManyTrustedSigners",
    "TrustedKeyGroupDoesNotExist",
    "TrustedSignerDoesNotExist"
   ]
  },
  "UpdateDomainAssociation": {
   "description": "We recommend that you use the UpdateDomainAssociation API operation to move a domain association, as it supports both standard distributions and distribution tenants.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "IllegalUpdate",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed"
   ]
  },
  "UpdateFieldLevelEncryptionConfig": {
   "description": "Update a field-level encryption configuration.",
   "errors": [
    "AccessDenied",
    "IllegalUpdate",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "NoSuchFieldLevelEncryptionConfig",
    "NoSuchFieldLevelEncryptionProfile",
    "PreconditionFailed",
    "QueryArgProfileEmpty",
    "TooManyFieldLevelEncryptionContentTypeProfiles",
    "TooManyFieldLevelEncryptionQueryArgProfiles"
   ]
  },
  "UpdateFieldLevelEncryptionProfile": {
   "description": "Update a field-level encryption profile.",
   "errors": [
    "AccessDenied",
    "FieldLevelEncryptionProfileAlreadyExists",
    "FieldLevelEncryptionProfileSizeExceeded",
    "IllegalUpdate",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "NoSuchFieldLevelEncryptionProfile",
    "NoSuchPublicKey",
    "PreconditionFailed",
    "TooManyFieldLevelEncryptionEncryptionEntities",
    "TooManyFieldLevelEncryptionFieldPatterns"
   ]
  },
  "UpdateFunction": {
   "description": "Updates a CloudFront function. You can update a function's code or the comment that describes the function. You cannot update a function's name.",
   "errors": [
    "FunctionSizeLimitExceeded",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "NoSuchFunctionExists",
    "PreconditionFailed",
    "UnsupportedOperation"
   ]
  },
  "UpdateKeyGroup": {
   "description": "Updates a key group. When you update a key group, all the fields are updated with the values provided in the request. You cannot update some fields independent of others.",
   "errors": [
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "KeyGroupAlreadyExists",
    "NoSuchResource",
    "PreconditionFailed",
    "TooManyPublicKeysInKeyGroup"
   ]
  },
  "UpdateKeyValueStore": {
   "description": "Specifies the key value store to update.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed",
    "UnsupportedOperation"
   ]
  },
  "UpdateOriginAccessControl": {
   "description": "Updates a CloudFront origin access control.",
   "errors": [
    "AccessDenied",
    "IllegalUpdate",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "NoSuchOriginAccessControl",
    "OriginAccessControlAlreadyExists",
    "PreconditionFailed"
   ]
  },
  "UpdateOriginRequestPolicy": {
   "description": "Updates an origin request policy configuration. When you update an origin request policy configuration, all the fields are updated with the values provided in the request.",
   "errors": [
    "AccessDenied",
    "IllegalUpdate",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "NoSuchOriginRequestPolicy",
    "OriginRequestPolicyAlreadyExists",
    "PreconditionFailed",
    "TooManyCookiesInOriginRequestPolicy",
    "TooManyHeadersInOriginRequestPolicy",
    "TooManyQueryStringsInOriginRequestPolicy"
   ]
  },
  "UpdatePublicKey": {
   "description": "Update public key information. Note that the only value you can change is the comment.",
   "errors": [
    "AccessDenied",
    "CannotChangeImmutablePublicKeyFields",
    "IllegalUpdate",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "NoSuchPublicKey",
    "PreconditionFailed"
   ]
  },
  "UpdateRealtimeLogConfig": {
   "description": "Updates a real-time log configuration. When you update a real-time log configuration, all the parameters are updated with the values provided in the request.",
   "errors": [
    "AccessDenied",
    "InvalidArgument",
    "NoSuchRealtimeLogConfig"
   ]
  },
  "UpdateResponseHeadersPolicy": {
   "description": "Updates a response headers policy. When you update a response headers policy, the entire policy is replaced. You cannot update some policy fields independent of others.",
   "errors": [
    "AccessDenied",
    "IllegalUpdate",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "NoSuchResponseHeadersPolicy",
    "PreconditionFailed",
    "ResponseHeadersPolicyAlreadyExists",
    "TooLongCSPInResponseHeadersPolicy",
    "TooManyCustomHeadersInResponseHeadersPolicy",
    "TooManyRemoveHeadersInResponseHeadersPolicy"
   ]
  },
  "UpdateStreamingDistribution": {
   "description": "Update a streaming distribution.",
   "errors": [
    "AccessDenied",
    "CNAMEAlreadyExists",
    "IllegalUpdate",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "InvalidOriginAccessControl",
    "InvalidOriginAccessIdentity",
    "MissingBody",
    "NoSuchStreamingDistribution",
    "PreconditionFailed",
    "TooManyStreamingDistributionCNAMEs",
    "TooManyTrustedSigners",
    "TrustedSignerDoesNotExist"
   ]
  },
  "UpdateTrustStore": {
   "description": "Updates a trust store.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed"
   ]
  },
  "UpdateVpcOrigin": {
   "description": "Update an Amazon CloudFront VPC origin in your account.",
   "errors": [
    "AccessDenied",
    "CannotUpdateEntityWhileInUse",
    "EntityAlreadyExists",
    "EntityLimitExceeded",
    "EntityNotFound",
    "IllegalUpdate",
    "InconsistentQuantities",
    "InvalidArgument",
    "InvalidIfMatchVersion",
    "PreconditionFailed",
    "UnsupportedOperation"
   ]
  },
  "VerifyDnsConfiguration": {
   "description": "Verify the DNS configuration for your domain names.",
   "errors": [
    "AccessDenied",
    "EntityNotFound",
    "InvalidArgument"
   ]
  }
 }
}

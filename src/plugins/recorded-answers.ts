/** Made by the test of the examples with RECORD_ANSWERS=1, in front of the local CloudFront. */
export const recordedAnswers: Readonly<Record<string, unknown>> = {
  Alias: {
    alias: 'www.example.com',
    distributionId: 'E82QXOW9VWR5XU'
  },
  AliasConflictPage: {
    items: []
  },
  AliasWithFindings: {
    alias: 'www.example.com',
    distributionId: 'E82QXOW9VWR5XU',
    findings: []
  },
  Aliases: {
    items: [
      {
        alias: 'www.example.com',
        distributionId: 'E82QXOW9VWR5XU'
      }
    ]
  },
  AnycastIpList: {
    id: 'aip_lTInU3ABnYIJ1AaczBoJDP',
    name: 'fixed-addresses',
    status: 'Deploying',
    arn: 'arn:aws:cloudfront::123456789012:anycast-ip-list/aip_lTInU3ABnYIJ1AaczBoJDP',
    anycastIps: [
      '198.19.126.1',
      '198.19.126.2',
      '198.19.126.3',
      '198.19.126.4',
      '198.19.126.5',
      '198.19.126.6',
      '198.19.126.7',
      '198.19.126.8',
      '198.19.126.9',
      '198.19.126.10',
      '198.19.126.11',
      '198.19.126.12',
      '198.19.126.13',
      '198.19.126.14',
      '198.19.126.15',
      '198.19.126.16',
      '198.19.126.17',
      '198.19.126.18',
      '198.19.126.19',
      '198.19.126.20',
      '198.19.126.21'
    ],
    ipCount: 21,
    lastModifiedTime: '2026-11-29T15:01:10.096Z',
    etag: 'EXBN2CNRF2QRG9',
    config: {
      ipAddressType: 'ipv4'
    }
  },
  AnycastIpListPage: {
    items: [
      {
        id: 'aip_lTInU3ABnYIJ1AaczBoJDP',
        name: 'fixed-addresses',
        status: 'Deployed',
        arn: 'arn:aws:cloudfront::123456789012:anycast-ip-list/aip_lTInU3ABnYIJ1AaczBoJDP',
        ipCount: 21,
        lastModifiedTime: '2026-11-29T15:01:10.096Z',
        etag: 'EXBN2CNRF2QRG9',
        config: {
          ipAddressType: 'ipv4'
        }
      }
    ]
  },
  AuditPage: {
    nextCursor: 'YXVkaXQ6MjAyNi0xMS0yOVQxNToxNTo0MC4wOTZaXzAxYTIyN2UwLTQ5YzAtNzAwMC1iNGNmLTRjZGZkMjQ1N2QwYg',
    items: [
      {
        id: '01a227ef-16d0-7000-a692-36d4b4586ed9',
        at: '2026-11-29T15:31:50.096Z',
        endedAt: '2026-11-29T15:31:50.096Z',
        action: 'patchFieldLevelEncryptionProfile',
        caller: {
          id: 'oVyfUY2mD25p49XC-YbcQv',
          name: '127.0.0.1'
        },
        source: '127.0.0.1',
        resource: '/field-level-encryption-profiles/P9IZCCYVJUEEE6',
        dryRun: true,
        outcome: 'succeeded',
        status: 200,
        requestId: 'c8efa956-71e7-4a26-8829-c3b2e8fbd243',
        etagBefore: 'E0ZVN091RUOX55',
        changes: []
      }
    ]
  },
  Behavior: {
    targetOriginId: 'mybucket.s3.us-east-1.amazonaws.com',
    viewerProtocolPolicy: 'redirect-to-https',
    trustedSigners: {
      enabled: false,
      items: []
    },
    trustedKeyGroups: {
      enabled: false,
      items: []
    },
    allowedMethods: {
      items: ['HEAD', 'GET'],
      cachedMethods: ['HEAD', 'GET']
    },
    smoothStreaming: false,
    compress: true,
    lambdaFunctionAssociations: [],
    functionAssociations: [],
    fieldLevelEncryptionId: '',
    cachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
    grpcConfig: {
      enabled: false
    }
  },
  BehaviorWithFindings: {
    targetOriginId: 'mybucket.s3.us-east-1.amazonaws.com',
    viewerProtocolPolicy: 'redirect-to-https',
    trustedSigners: {
      enabled: false,
      items: []
    },
    trustedKeyGroups: {
      enabled: false,
      items: []
    },
    allowedMethods: {
      items: ['HEAD', 'GET'],
      cachedMethods: ['HEAD', 'GET']
    },
    smoothStreaming: false,
    compress: true,
    lambdaFunctionAssociations: [],
    functionAssociations: [],
    fieldLevelEncryptionId: '',
    cachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
    grpcConfig: {
      enabled: false
    },
    findings: []
  },
  Behaviors: {
    default: {
      targetOriginId: 'mybucket.s3.us-east-1.amazonaws.com',
      viewerProtocolPolicy: 'redirect-to-https',
      trustedSigners: {
        enabled: false,
        items: []
      },
      trustedKeyGroups: {
        enabled: false,
        items: []
      },
      allowedMethods: {
        items: ['HEAD', 'GET'],
        cachedMethods: ['HEAD', 'GET']
      },
      smoothStreaming: false,
      compress: true,
      lambdaFunctionAssociations: [],
      functionAssociations: [],
      fieldLevelEncryptionId: '',
      cachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
      grpcConfig: {
        enabled: false
      }
    },
    items: []
  },
  BucketPolicy: {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AllowCloudFrontE82QXOW9VWR5XU',
        Effect: 'Allow',
        Principal: {
          Service: 'cloudfront.amazonaws.com'
        },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::b/*',
        Condition: {
          StringEquals: {
            'AWS:SourceArn': 'arn:aws:cloudfront::123456789012:distribution/E82QXOW9VWR5XU'
          }
        }
      }
    ]
  },
  CachePolicy: {
    id: 'a79dce91-f8b4-40a8-820e-a2b806f9fbea',
    lastModifiedTime: '2026-11-29T15:00:50.096Z',
    etag: 'ELSH8L1Q1MY0T4',
    config: {
      name: 'by-language',
      minTtl: 1,
      comment: 'A copy for each language',
      defaultTtl: 86400,
      maxTtl: 31536000,
      parametersInCacheKeyAndForwardedToOrigin: {
        enableAcceptEncodingGzip: true,
        headersConfig: {
          headerBehavior: 'whitelist',
          headers: ['Accept-Language']
        },
        cookiesConfig: {
          cookieBehavior: 'none'
        },
        queryStringsConfig: {
          queryStringBehavior: 'none'
        },
        enableAcceptEncodingBrotli: true
      }
    }
  },
  CachePolicyPage: {
    items: [
      {
        id: '658327ea-f89d-4fab-a63d-7e88639e58f6',
        lastModifiedTime: '2020-06-30T00:00:00.000Z',
        type: 'managed',
        config: {
          name: 'Managed-CachingOptimized',
          minTtl: 1,
          comment: '',
          defaultTtl: 86400,
          maxTtl: 31536000,
          parametersInCacheKeyAndForwardedToOrigin: {
            enableAcceptEncodingGzip: true,
            headersConfig: {
              headerBehavior: 'none'
            },
            cookiesConfig: {
              cookieBehavior: 'none'
            },
            queryStringsConfig: {
              queryStringBehavior: 'none'
            },
            enableAcceptEncodingBrotli: true
          }
        }
      }
    ]
  },
  CloudFrontOriginAccessIdentity: {
    id: 'E8JCT00UIT87T5',
    s3CanonicalUserId:
      '8fd0a1c5aa1814ea903926c3da1f577cb3f581ef569dbaaf9f790af2c76ace6f3b046d343f6fd93d0c00dcbc4676960c',
    etag: 'EQ6S01GQN5GNL7',
    config: {
      callerReference: '4206648b-48ae-4662-85a5-c63d7c8b5128',
      comment: 'For older buckets; use an origin access control for new ones'
    }
  },
  CloudFrontOriginAccessIdentityPage: {
    items: [
      {
        id: 'E8JCT00UIT87T5',
        s3CanonicalUserId:
          '8fd0a1c5aa1814ea903926c3da1f577cb3f581ef569dbaaf9f790af2c76ace6f3b046d343f6fd93d0c00dcbc4676960c',
        config: {
          comment: 'For older buckets; use an origin access control for new ones'
        }
      }
    ]
  },
  ConfigDryRun: {
    dryRun: true,
    valid: true,
    diff: [
      {
        op: 'add',
        path: '/name',
        value: 'assets'
      },
      {
        op: 'add',
        path: '/signingProtocol',
        value: 'sigv4'
      },
      {
        op: 'add',
        path: '/signingBehavior',
        value: 'always'
      },
      {
        op: 'add',
        path: '/originAccessControlOriginType',
        value: 's3'
      }
    ],
    config: {
      name: 'assets',
      signingProtocol: 'sigv4',
      signingBehavior: 'always',
      originAccessControlOriginType: 's3'
    }
  },
  ConnectionFunction: {
    name: 'known-clients',
    id: 'cf_SZ8kvwhgtv4I26TeGyGdct',
    connectionFunctionArn: 'arn:aws:cloudfront::123456789012:connection-function/cf_SZ8kvwhgtv4I26TeGyGdct',
    status: 'UNPUBLISHED',
    stage: 'DEVELOPMENT',
    createdTime: '2026-11-29T15:02:10.096Z',
    lastModifiedTime: '2026-11-29T15:02:10.096Z',
    etag: 'EDCQBCBTHRZXPL',
    config: {
      comment: '',
      runtime: 'cloudfront-js-2.0'
    }
  },
  ConnectionFunctionPage: {
    items: [
      {
        name: 'known-clients',
        id: 'cf_SZ8kvwhgtv4I26TeGyGdct',
        connectionFunctionArn: 'arn:aws:cloudfront::123456789012:connection-function/cf_SZ8kvwhgtv4I26TeGyGdct',
        status: 'UNASSOCIATED',
        stage: 'DEVELOPMENT',
        createdTime: '2026-11-29T15:02:10.096Z',
        lastModifiedTime: '2026-11-29T15:16:30.096Z',
        config: {
          comment: '',
          runtime: 'cloudfront-js-2.0'
        }
      }
    ]
  },
  ConnectionGroup: {
    id: 'cg_VhbpvbAQCSGUGVkj8ovK1I',
    name: 'customers',
    arn: 'arn:aws:cloudfront::123456789012:connection-group/cg_VhbpvbAQCSGUGVkj8ovK1I',
    createdTime: '2026-11-29T15:01:30.096Z',
    lastModifiedTime: '2026-11-29T15:01:30.096Z',
    routingEndpoint: 'd9xez1duq3eyjq.cloudfront.net',
    status: 'InProgress',
    isDefault: false,
    tags: {},
    etag: 'E4YIFQ7KRHV31L',
    config: {
      ipv6Enabled: true,
      enabled: true
    }
  },
  ConnectionGroupPage: {
    items: [
      {
        id: 'cg_VhbpvbAQCSGUGVkj8ovK1I',
        name: 'customers',
        arn: 'arn:aws:cloudfront::123456789012:connection-group/cg_VhbpvbAQCSGUGVkj8ovK1I',
        routingEndpoint: 'd9xez1duq3eyjq.cloudfront.net',
        createdTime: '2026-11-29T15:01:30.096Z',
        lastModifiedTime: '2026-11-29T15:01:30.096Z',
        etag: 'E4YIFQ7KRHV31L',
        status: 'Deployed',
        isDefault: false,
        config: {
          enabled: true
        }
      }
    ]
  },
  ContinuousDeploymentPolicy: {
    id: '1feeddf0-f020-4336-af05-9cf6e7e19155',
    lastModifiedTime: '2026-11-29T15:05:10.096Z',
    etag: 'EXMAUIA5OSPPIM',
    config: {
      stagingDistributionDnsNames: ['dobijxbyuidxrz.cloudfront.net'],
      enabled: true,
      trafficConfig: {
        type: 'SingleWeight',
        singleWeightConfig: {
          weight: 0.05
        }
      }
    }
  },
  ContinuousDeploymentPolicyPage: {
    items: [
      {
        id: '1feeddf0-f020-4336-af05-9cf6e7e19155',
        lastModifiedTime: '2026-11-29T15:20:50.096Z',
        config: {
          stagingDistributionDnsNames: ['d878w4ctll406p.cloudfront.net'],
          enabled: true,
          trafficConfig: {
            type: 'SingleWeight',
            singleWeightConfig: {
              weight: 0.05
            }
          }
        }
      }
    ]
  },
  DeploymentEventStream:
    'id: 1\nevent: progress\ndata: {"id":"EBZCPTXQNWKC92","status":"InProgress","etag":"E2AW0JBPHW6QNO"}\n\nid: 2\nevent: Deployed\ndata: {"id":"EBZCPTXQNWKC92","status":"Deployed","etag":"E2AW0JBPHW6QNO"}\n\n',
  Distribution: {
    id: 'E82QXOW9VWR5XU',
    arn: 'arn:aws:cloudfront::123456789012:distribution/E82QXOW9VWR5XU',
    status: 'InProgress',
    lastModifiedTime: '2026-11-29T15:00:30.096Z',
    inProgressInvalidationBatches: 0,
    domainName: 'dmuic9vbgxhz14.cloudfront.net',
    activeTrustedSigners: {
      enabled: false,
      items: []
    },
    activeTrustedKeyGroups: {
      enabled: false,
      items: []
    },
    etag: 'EUBTW93X7XDSVJ',
    config: {
      callerReference: '7d7b11fc-20f8-4884-8292-b147d768963f',
      origins: [
        {
          id: 'mybucket.s3.us-east-1.amazonaws.com',
          domainName: 'mybucket.s3.us-east-1.amazonaws.com',
          originPath: '',
          customHeaders: [],
          s3OriginConfig: {
            originAccessIdentity: '',
            originReadTimeout: 30
          },
          connectionAttempts: 3,
          connectionTimeout: 10,
          originShield: {
            enabled: false
          },
          originAccessControlId: 'E21ST8AC00XJWQ'
        }
      ],
      defaultCacheBehavior: {
        targetOriginId: 'mybucket.s3.us-east-1.amazonaws.com',
        viewerProtocolPolicy: 'redirect-to-https',
        trustedSigners: {
          enabled: false,
          items: []
        },
        trustedKeyGroups: {
          enabled: false,
          items: []
        },
        allowedMethods: {
          items: ['HEAD', 'GET'],
          cachedMethods: ['HEAD', 'GET']
        },
        smoothStreaming: false,
        compress: true,
        lambdaFunctionAssociations: [],
        functionAssociations: [],
        fieldLevelEncryptionId: '',
        cachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
        grpcConfig: {
          enabled: false
        }
      },
      comment: '',
      enabled: true,
      aliases: [],
      defaultRootObject: 'index.html',
      originGroups: [],
      cacheBehaviors: [],
      customErrorResponses: [],
      logging: {
        enabled: false,
        includeCookies: false,
        bucket: '',
        prefix: ''
      },
      priceClass: 'PriceClass_All',
      viewerCertificate: {
        cloudFrontDefaultCertificate: true,
        sslSupportMethod: 'vip',
        minimumProtocolVersion: 'TLSv1',
        certificateSource: 'cloudfront'
      },
      restrictions: {
        geoRestriction: {
          restrictionType: 'none',
          items: []
        }
      },
      webAclId: '',
      httpVersion: 'http2and3',
      isIpv6Enabled: true,
      continuousDeploymentPolicyId: '',
      staging: false,
      connectionMode: 'direct'
    },
    findings: [],
    bucketPolicies: [
      {
        originId: 'mybucket.s3.us-east-1.amazonaws.com',
        bucket: 'mybucket',
        statement: {
          Sid: 'AllowCloudFrontE82QXOW9VWR5XU',
          Effect: 'Allow',
          Principal: {
            Service: 'cloudfront.amazonaws.com'
          },
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::mybucket/*',
          Condition: {
            StringEquals: {
              'AWS:SourceArn': 'arn:aws:cloudfront::123456789012:distribution/E82QXOW9VWR5XU'
            }
          }
        }
      }
    ]
  },
  DistributionPage: {
    items: [
      {
        id: 'E332H8SDD60N9D',
        arn: 'arn:aws:cloudfront::123456789012:distribution/E332H8SDD60N9D',
        status: 'Deployed',
        lastModifiedTime: '2026-11-29T15:07:00.096Z',
        domainName: 'djeltx5ljtocz0.cloudfront.net',
        etag: 'ENXMN677X2GDA1',
        config: {
          aliases: [],
          origins: [
            {
              id: 'www.example.com',
              domainName: 'www.example.com',
              originPath: '',
              customHeaders: [],
              customOriginConfig: {
                httpPort: 80,
                httpsPort: 443,
                originProtocolPolicy: 'https-only',
                originSslProtocols: ['TLSv1.2'],
                originReadTimeout: 30,
                originKeepaliveTimeout: 5
              },
              connectionAttempts: 3,
              connectionTimeout: 10,
              originShield: {
                enabled: false
              },
              originAccessControlId: ''
            }
          ],
          defaultCacheBehavior: {
            targetOriginId: 'www.example.com',
            viewerProtocolPolicy: 'redirect-to-https',
            trustedSigners: {
              enabled: false,
              items: []
            },
            trustedKeyGroups: {
              enabled: false,
              items: []
            },
            allowedMethods: {
              items: ['HEAD', 'GET'],
              cachedMethods: ['HEAD', 'GET']
            },
            smoothStreaming: false,
            compress: true,
            lambdaFunctionAssociations: [],
            functionAssociations: [],
            fieldLevelEncryptionId: '',
            cachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
            grpcConfig: {
              enabled: false
            }
          },
          cacheBehaviors: [],
          customErrorResponses: [],
          comment: '',
          priceClass: 'PriceClass_All',
          enabled: true,
          viewerCertificate: {
            cloudFrontDefaultCertificate: true,
            sslSupportMethod: 'vip',
            minimumProtocolVersion: 'TLSv1',
            certificateSource: 'cloudfront'
          },
          restrictions: {
            geoRestriction: {
              restrictionType: 'none',
              items: []
            }
          },
          webAclId: '',
          httpVersion: 'http2',
          isIpv6Enabled: true,
          staging: false,
          originGroups: [],
          connectionMode: 'direct'
        }
      }
    ]
  },
  DistributionProtection: {
    protected: true
  },
  DistributionTenant: {
    id: 'dt_cwJjqWvxLrigBL9LOY4B5G',
    name: 'customer-1',
    arn: 'arn:aws:cloudfront::123456789012:distribution-tenant/dt_cwJjqWvxLrigBL9LOY4B5G',
    domains: [
      {
        domain: 'customer-1.example.com',
        status: 'inactive'
      }
    ],
    createdTime: '2026-11-29T15:02:20.096Z',
    lastModifiedTime: '2026-11-29T15:02:20.096Z',
    status: 'InProgress',
    tags: {},
    etag: 'EN6DA0BF67GMNN',
    config: {
      distributionId: 'EQ4U1ZU6OAQQ3L',
      domains: [
        {
          domain: 'customer-1.example.com'
        }
      ],
      connectionGroupId: 'cg_ZyiDWdCBrtSUBey49fCdT8',
      enabled: true
    }
  },
  DistributionTenantPage: {
    items: [
      {
        id: 'dt_cwJjqWvxLrigBL9LOY4B5G',
        name: 'customer-1',
        arn: 'arn:aws:cloudfront::123456789012:distribution-tenant/dt_cwJjqWvxLrigBL9LOY4B5G',
        domains: [
          {
            domain: 'customer-1.example.com',
            status: 'active'
          }
        ],
        createdTime: '2026-11-29T15:02:20.096Z',
        lastModifiedTime: '2026-11-29T15:18:20.096Z',
        etag: 'EOU6UL9BWAJ16H',
        status: 'Deployed',
        config: {
          distributionId: 'EUWWEVF55TCZOL',
          connectionGroupId: 'cg_ZyiDWdCBrtSUBey49fCdT8',
          customizations: {
            webAcl: {
              action: 'override',
              arn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a'
            }
          },
          enabled: true
        }
      }
    ]
  },
  DnsCheck: {
    items: [
      {
        domain: 'customer-1.example.com',
        status: 'unknown-configuration',
        reason: 'No DNS record is looked up here.'
      }
    ]
  },
  DomainAssociation: {
    domain: 'shop.example.com',
    distributionTenantId: 'dt_cwJjqWvxLrigBL9LOY4B5G'
  },
  DomainConflictPage: {
    items: []
  },
  DryRun: {
    dryRun: true,
    valid: true,
    diff: [
      {
        op: 'add',
        path: '/callerReference',
        value: '8138ab90-1651-4464-8159-3570afa1d05a'
      },
      {
        op: 'add',
        path: '/origins',
        value: [
          {
            id: 'www.example.com',
            domainName: 'www.example.com',
            customOriginConfig: {
              httpPort: 80,
              httpsPort: 443,
              originProtocolPolicy: 'https-only',
              originSslProtocols: ['TLSv1.2']
            }
          }
        ]
      },
      {
        op: 'add',
        path: '/defaultCacheBehavior',
        value: {
          targetOriginId: 'www.example.com',
          viewerProtocolPolicy: 'redirect-to-https',
          compress: true,
          cachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6'
        }
      },
      {
        op: 'add',
        path: '/comment',
        value: ''
      },
      {
        op: 'add',
        path: '/enabled',
        value: true
      },
      {
        op: 'add',
        path: '/httpVersion',
        value: 'http2and3'
      },
      {
        op: 'add',
        path: '/isIpv6Enabled',
        value: true
      }
    ],
    config: {
      callerReference: '8138ab90-1651-4464-8159-3570afa1d05a',
      origins: [
        {
          id: 'www.example.com',
          domainName: 'www.example.com',
          customOriginConfig: {
            httpPort: 80,
            httpsPort: 443,
            originProtocolPolicy: 'https-only',
            originSslProtocols: ['TLSv1.2']
          }
        }
      ],
      defaultCacheBehavior: {
        targetOriginId: 'www.example.com',
        viewerProtocolPolicy: 'redirect-to-https',
        compress: true,
        cachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6'
      },
      comment: '',
      enabled: true,
      httpVersion: 'http2and3',
      isIpv6Enabled: true
    },
    findings: []
  },
  ErrorPage: {
    errorCode: 404,
    responseCode: 200,
    errorCachingMinTtl: 60,
    responsePagePath: '/404.html'
  },
  ErrorPageWithFindings: {
    errorCode: 404,
    responseCode: 200,
    errorCachingMinTtl: 10,
    responsePagePath: '/404.html',
    findings: [
      {
        code: 'BUCKET_ANSWERS_403_FOR_404',
        severity: 'warning',
        pointer: '',
        detail:
          'A bucket answers 403 for a missing file unless its policy grants s3:ListBucket, so viewers may never see this page. Map 403 as well.',
        fix: {
          customErrorResponses: [
            {
              errorCode: 404,
              responsePagePath: '/404.html',
              responseCode: 200,
              errorCachingMinTtl: 10
            },
            {
              errorCode: 403,
              responsePagePath: '/404.html',
              responseCode: 200,
              errorCachingMinTtl: 10
            }
          ]
        }
      }
    ]
  },
  ErrorPages: {
    errorCachingMinTtlInForce: {
      '400': 10,
      '403': 10,
      '404': 3600,
      '405': 10,
      '414': 10,
      '416': 10,
      '500': 10,
      '501': 10,
      '502': 10,
      '503': 10,
      '504': 10
    },
    findings: [
      {
        code: 'BUCKET_ANSWERS_403_FOR_404',
        severity: 'warning',
        pointer: '/items/0',
        detail:
          'A bucket answers 403 for a missing file unless its policy grants s3:ListBucket, so viewers may never see this page. Map 403 as well.',
        fix: {
          customErrorResponses: [
            {
              errorCode: 404,
              responsePagePath: '/404.html',
              responseCode: 200,
              errorCachingMinTtl: 3600
            },
            {
              errorCode: 403,
              responsePagePath: '/404.html',
              responseCode: 200,
              errorCachingMinTtl: 3600
            }
          ]
        }
      }
    ],
    items: [
      {
        errorCode: 404,
        responsePagePath: '/404.html',
        responseCode: 200,
        errorCachingMinTtl: 3600
      }
    ]
  },
  Explanation: {
    outcome: 'served',
    request: {
      method: 'GET',
      protocol: 'https',
      host: 'dmuic9vbgxhz14.cloudfront.net',
      path: '/images/logo.png',
      query: 'size=2'
    },
    behavior: {
      pathPattern: '*',
      pointer: '/defaultCacheBehavior',
      requiresSignature: false
    },
    functions: [],
    cache: {
      cached: true,
      key: {
        path: '/images/logo.png',
        headers: {},
        cookies: {},
        acceptEncoding: 'br,gzip'
      },
      ttl: {
        minSeconds: 1,
        defaultSeconds: 86400,
        maxSeconds: 31536000
      },
      compresses: true
    },
    origins: [
      {
        id: 'mybucket.s3.us-east-1.amazonaws.com',
        pointer: '/origins/0',
        protocol: 'https',
        hostname: 'mybucket.s3.us-east-1.amazonaws.com',
        port: 443,
        method: 'GET',
        path: '/images/logo.png',
        headers: {
          Host: 'mybucket.s3.us-east-1.amazonaws.com',
          'User-Agent': 'Amazon CloudFront',
          'Accept-Encoding': 'br,gzip',
          'X-Forwarded-For': '192.0.2.1',
          Via: '1.1 explained.cloudfront.net (CloudFront)',
          'X-Amz-Cf-Id': 'explained',
          Connection: 'Keep-Alive'
        }
      }
    ],
    errors: [
      {
        code: 400,
        status: 400,
        cached: 'withMaxAge',
        minSeconds: 10
      },
      {
        code: 403,
        status: 403,
        cached: 'withMaxAge',
        minSeconds: 10
      },
      {
        code: 404,
        status: 404,
        cached: 'always',
        minSeconds: 10
      },
      {
        code: 405,
        status: 405,
        cached: 'withMaxAge',
        minSeconds: 10
      },
      {
        code: 414,
        status: 414,
        cached: 'always',
        minSeconds: 10
      },
      {
        code: 416,
        status: 416,
        cached: 'never'
      },
      {
        code: 500,
        status: 500,
        cached: 'always',
        minSeconds: 10
      },
      {
        code: 501,
        status: 501,
        cached: 'always',
        minSeconds: 10
      },
      {
        code: 502,
        status: 502,
        cached: 'always',
        minSeconds: 10
      },
      {
        code: 503,
        status: 503,
        cached: 'always',
        minSeconds: 10
      },
      {
        code: 504,
        status: 504,
        cached: 'always',
        minSeconds: 10
      }
    ],
    because: [
      {
        decision: 'distribution',
        detail: "dmuic9vbgxhz14.cloudfront.net is the distribution's own domain name."
      },
      {
        decision: 'behavior',
        pointer: '/defaultCacheBehavior',
        detail: 'No path pattern matches /images/logo.png.'
      },
      {
        decision: 'method',
        pointer: '/defaultCacheBehavior/allowedMethods',
        detail: 'GET is allowed.'
      },
      {
        decision: 'viewerProtocol',
        pointer: '/defaultCacheBehavior/viewerProtocolPolicy',
        detail: 'redirect-to-https: a request over HTTPS is accepted.'
      },
      {
        decision: 'cacheKey',
        pointer: '/defaultCacheBehavior/cachePolicyId',
        detail: 'The cache policy Managed-CachingOptimized determines what is in the cache key besides the path.'
      },
      {
        decision: 'ttl',
        pointer: '/defaultCacheBehavior/cachePolicyId',
        detail: 'The cache policy Managed-CachingOptimized: MinTTL 1, DefaultTTL 86400, MaxTTL 31536000.'
      },
      {
        decision: 'compression',
        pointer: '/defaultCacheBehavior/compress',
        detail: 'Compress is on.'
      },
      {
        decision: 'origin',
        pointer: '/defaultCacheBehavior/targetOriginId',
        detail: "The behavior's target is mybucket.s3.us-east-1.amazonaws.com."
      },
      {
        decision: 'originRequest',
        pointer: '/defaultCacheBehavior',
        detail: 'Without an origin request policy, the origin gets what is in the cache key and what CloudFront adds.'
      }
    ]
  },
  FieldLevelEncryption: {
    id: 'CDEDULK1DPK19J',
    lastModifiedTime: '2026-11-29T15:05:30.096Z',
    etag: 'EW87DVX6WL5UM4',
    config: {
      callerReference: 'd78f7935-f285-4758-b3ac-76b488eaca47',
      comment: 'Card numbers',
      contentTypeProfileConfig: {
        forwardWhenContentTypeIsUnknown: true
      }
    }
  },
  FieldLevelEncryptionPage: {
    items: [
      {
        id: 'CDEDULK1DPK19J',
        lastModifiedTime: '2026-11-29T15:05:30.096Z',
        config: {
          comment: 'Card numbers',
          contentTypeProfileConfig: {
            forwardWhenContentTypeIsUnknown: true
          }
        }
      }
    ]
  },
  FieldLevelEncryptionProfile: {
    id: 'P9IZCCYVJUEEE6',
    lastModifiedTime: '2026-11-29T15:05:50.096Z',
    etag: 'E0ZVN091RUOX55',
    config: {
      name: 'cards',
      callerReference: '453cc069-fa56-4874-85db-39824c29da9b',
      encryptionEntities: [
        {
          publicKeyId: 'KIXN9P1HXYPPGT',
          providerId: 'shop',
          fieldPatterns: ['card*']
        }
      ],
      comment: ''
    }
  },
  FieldLevelEncryptionProfilePage: {
    items: [
      {
        id: 'P9IZCCYVJUEEE6',
        lastModifiedTime: '2026-11-29T15:05:50.096Z',
        config: {
          name: 'cards',
          encryptionEntities: [
            {
              publicKeyId: 'KIXN9P1HXYPPGT',
              providerId: 'shop',
              fieldPatterns: ['card*']
            }
          ],
          comment: ''
        }
      }
    ]
  },
  Findings: {
    findings: [
      {
        code: 'S3_ORIGIN_WITHOUT_ACCESS',
        severity: 'severe',
        pointer: '/origins/0',
        detail:
          'CloudFront does not sign its requests to this bucket: if it is private, as is the norm, every request gets 403.',
        fix: {
          origins: [
            {
              id: 'bucket',
              domainName: 'mybucket.s3.amazonaws.com',
              originPath: '',
              customHeaders: [],
              s3OriginConfig: {
                originAccessIdentity: '',
                originReadTimeout: 30
              },
              connectionAttempts: 3,
              connectionTimeout: 10,
              originShield: {
                enabled: false
              },
              originAccessControlId: '',
              originAccess: 'managed'
            },
            {
              id: 'mybucket.s3.us-east-1.amazonaws.com',
              domainName: 'mybucket.s3.amazonaws.com',
              originPath: '',
              customHeaders: [],
              s3OriginConfig: {
                originAccessIdentity: '',
                originReadTimeout: 30
              },
              connectionAttempts: 3,
              connectionTimeout: 5,
              originShield: {
                enabled: false
              },
              originAccessControlId: ''
            }
          ]
        }
      },
      {
        code: 'S3_ORIGIN_WITHOUT_ACCESS',
        severity: 'severe',
        pointer: '/origins/1',
        detail:
          'CloudFront does not sign its requests to this bucket: if it is private, as is the norm, every request gets 403.',
        fix: {
          origins: [
            {
              id: 'bucket',
              domainName: 'mybucket.s3.amazonaws.com',
              originPath: '',
              customHeaders: [],
              s3OriginConfig: {
                originAccessIdentity: '',
                originReadTimeout: 30
              },
              connectionAttempts: 3,
              connectionTimeout: 10,
              originShield: {
                enabled: false
              },
              originAccessControlId: ''
            },
            {
              id: 'mybucket.s3.us-east-1.amazonaws.com',
              domainName: 'mybucket.s3.amazonaws.com',
              originPath: '',
              customHeaders: [],
              s3OriginConfig: {
                originAccessIdentity: '',
                originReadTimeout: 30
              },
              connectionAttempts: 3,
              connectionTimeout: 5,
              originShield: {
                enabled: false
              },
              originAccessControlId: '',
              originAccess: 'managed'
            }
          ]
        }
      },
      {
        code: 'BUCKET_ANSWERS_403_FOR_404',
        severity: 'warning',
        pointer: '/customErrorResponses/0',
        detail:
          'A bucket answers 403 for a missing file unless its policy grants s3:ListBucket, so viewers may never see this page. Map 403 as well.',
        fix: {
          customErrorResponses: [
            {
              errorCode: 404,
              responsePagePath: '/404.html',
              responseCode: 200,
              errorCachingMinTtl: 60
            },
            {
              errorCode: 403,
              responsePagePath: '/404.html',
              responseCode: 200,
              errorCachingMinTtl: 60
            }
          ]
        }
      },
      {
        code: 'S3_HOST_WITHOUT_REGION',
        severity: 'info',
        pointer: '/origins/0/domainName',
        detail:
          'Under this name, a new bucket outside us-east-1 may answer with redirects, which viewers get, and one in a Region launched after March 2019 answers 400. The name with the Region (bucket.s3.eu-west-1.amazonaws.com) works immediately.'
      },
      {
        code: 'S3_HOST_WITHOUT_REGION',
        severity: 'info',
        pointer: '/origins/1/domainName',
        detail:
          'Under this name, a new bucket outside us-east-1 may answer with redirects, which viewers get, and one in a Region launched after March 2019 answers 400. The name with the Region (bucket.s3.eu-west-1.amazonaws.com) works immediately.'
      },
      {
        code: 'ORIGIN_UNUSED',
        severity: 'info',
        pointer: '/origins/0',
        detail: 'No behavior and no origin group uses this origin.',
        fix: {
          origins: [
            {
              id: 'mybucket.s3.us-east-1.amazonaws.com',
              domainName: 'mybucket.s3.amazonaws.com',
              originPath: '',
              customHeaders: [],
              s3OriginConfig: {
                originAccessIdentity: '',
                originReadTimeout: 30
              },
              connectionAttempts: 3,
              connectionTimeout: 5,
              originShield: {
                enabled: false
              },
              originAccessControlId: ''
            }
          ]
        }
      }
    ]
  },
  Function: {
    name: 'add-index',
    status: 'UNPUBLISHED',
    functionArn: 'arn:aws:cloudfront::123456789012:function/add-index',
    lastModifiedTime: '2026-11-29T14:59:40.096Z',
    stage: 'DEVELOPMENT',
    createdTime: '2026-11-29T14:59:40.096Z',
    etag: 'ELGXDJ5W4HRSL3',
    config: {
      comment: '',
      runtime: 'cloudfront-js-2.0'
    }
  },
  FunctionPage: {
    items: [
      {
        name: 'add-index',
        status: 'UNASSOCIATED',
        functionArn: 'arn:aws:cloudfront::123456789012:function/add-index',
        lastModifiedTime: '2026-11-29T15:10:10.096Z',
        stage: 'DEVELOPMENT',
        createdTime: '2026-11-29T14:59:40.096Z',
        config: {
          comment: '',
          runtime: 'cloudfront-js-2.0'
        }
      }
    ]
  },
  FunctionTestResult: {
    stage: 'DEVELOPMENT',
    etag: 'ELGXDJ5W4HRSL3',
    computeUtilization: 1,
    executionLogs: [],
    output: {
      request: {
        headers: {},
        method: 'GET',
        querystring: {},
        uri: '/docs/index.html',
        cookies: {}
      }
    }
  },
  Invalidation: {
    id: 'inv_759fcad2-2323-4b86-a8d3-fb1ef1ae56ff',
    status: 'queued',
    warnings: [],
    priority: 'normal',
    pathCount: 2,
    createdAt: '2026-11-29T15:07:50.096Z',
    cloudFrontInvalidations: [],
    progress: {
      total: 2,
      submitted: 0,
      completed: 0
    },
    estimatedSeconds: 1,
    paths: ['/example.jpg', '/img/*'],
    cacheTags: []
  },
  InvalidationGroup: {
    id: 'grp_65441ac5-3a2d-40ae-b7ce-9bb5a2d312cc',
    status: 'queued',
    selector: {
      distributionIds: ['E82QXOW9VWR5XU']
    },
    counts: {
      failed: 0,
      queued: 1,
      cancelled: 0,
      succeeded: 0,
      inProgress: 0
    },
    progress: {
      total: 2,
      submitted: 0,
      completed: 0
    },
    warnings: [],
    createdAt: '2026-11-29T15:00:40.096Z',
    paths: ['/index.html', '/img/*'],
    cacheTags: [],
    children: [
      {
        distributionId: 'E82QXOW9VWR5XU',
        id: 'inv_65441ac5-3a2d-40ae-b7ce-9bb5a2d312cc_0',
        status: 'queued',
        priority: 'normal',
        pathCount: 2,
        createdAt: '2026-11-29T15:00:40.096Z',
        cloudFrontInvalidations: [],
        progress: {
          total: 2,
          submitted: 0,
          completed: 0
        },
        waitingFor: {
          reason: 'scheduling',
          detail: 'It is about to be submitted, together with others for the distribution.'
        },
        warnings: [],
        groupId: 'grp_65441ac5-3a2d-40ae-b7ce-9bb5a2d312cc'
      }
    ],
    estimatedSeconds: 1
  },
  InvalidationGroupPage: {
    items: [
      {
        id: 'grp_65441ac5-3a2d-40ae-b7ce-9bb5a2d312cc',
        status: 'succeeded',
        selector: {
          distributionIds: ['E82QXOW9VWR5XU']
        },
        counts: {
          failed: 0,
          queued: 0,
          cancelled: 0,
          succeeded: 1,
          inProgress: 0
        },
        progress: {
          total: 2,
          submitted: 2,
          completed: 2
        },
        warnings: [],
        createdAt: '2026-11-29T15:00:40.096Z',
        endedAt: '2026-11-29T15:01:00.096Z'
      }
    ]
  },
  InvalidationGroupSummaryStream:
    'id: 1\nevent: progress\ndata: {"id":"grp_75601f43-e5e8-4112-b832-8cb95406d843","status":"queued","selector":{"distributionIds":["EBZCPTXQNWKC92"]},"counts":{"failed":0,"queued":1,"cancelled":0,"succeeded":0,"inProgress":0},"progress":{"total":2,"submitted":0,"completed":0},"warnings":[],"createdAt":"2026-11-29T15:02:00.794Z"}\n\nid: 2\nevent: progress\ndata: {"id":"grp_75601f43-e5e8-4112-b832-8cb95406d843","status":"inProgress","selector":{"distributionIds":["EBZCPTXQNWKC92"]},"counts":{"failed":0,"queued":0,"cancelled":0,"succeeded":0,"inProgress":1},"progress":{"total":2,"submitted":2,"completed":0},"warnings":[],"createdAt":"2026-11-29T15:02:00.794Z"}\n\nid: 3\nevent: succeeded\ndata: {"id":"grp_75601f43-e5e8-4112-b832-8cb95406d843","status":"succeeded","selector":{"distributionIds":["EBZCPTXQNWKC92"]},"counts":{"failed":0,"queued":0,"cancelled":0,"succeeded":1,"inProgress":0},"progress":{"total":2,"submitted":2,"completed":2},"warnings":[],"createdAt":"2026-11-29T15:02:00.794Z","endedAt":"2026-11-29T15:03:00.794Z"}\n\n',
  InvalidationGuard: {
    debounceSeconds: 5,
    fullPurges: {
      max: 4,
      periodSeconds: 3600,
      whenExceeded: 'merge'
    },
    monthlyBudget: {
      usd: 50,
      warnAt: 0.8
    }
  },
  InvalidationItemPage: {
    items: [
      {
        path: '/example.jpg',
        status: 'succeeded',
        cloudFrontInvalidationId: 'II9XAEOW0MJHALCDPIFEX8MYW'
      }
    ]
  },
  InvalidationPage: {
    items: [
      {
        id: 'inv_759fcad2-2323-4b86-a8d3-fb1ef1ae56ff',
        status: 'succeeded',
        priority: 'normal',
        pathCount: 2,
        createdAt: '2026-11-29T15:07:50.096Z',
        submittedAt: '2026-11-29T15:08:00.096Z',
        endedAt: '2026-11-29T15:08:20.096Z',
        cloudFrontInvalidations: [
          {
            id: 'II9XAEOW0MJHALCDPIFEX8MYW',
            status: 'Completed'
          }
        ],
        progress: {
          total: 2,
          submitted: 2,
          completed: 2
        },
        warnings: []
      }
    ]
  },
  InvalidationPreview: {
    paths: ['/example.jpg', '/img/*'],
    cacheTags: [],
    pathCount: 2,
    dropped: {
      duplicates: 0,
      covered: 0,
      collapsed: 0
    },
    covered: [],
    encodings: [],
    warnings: [],
    batches: {
      count: 1,
      pathsMax: 3000,
      wildcardsMax: 15
    },
    price: {
      paths: 2,
      free: 2,
      billed: 0,
      usd: 0
    },
    wait: {
      submittedSeconds: 0,
      completedSeconds: 15,
      typicalSeconds: 15,
      samples: 2
    }
  },
  InvalidationSummaryStream:
    'id: 1\nevent: progress\ndata: {"id":"inv_4ef34191-3f5b-4881-8f0f-a279a964d7e4","status":"queued","priority":"normal","pathCount":2,"createdAt":"2026-11-29T15:01:00.794Z","cloudFrontInvalidations":[],"progress":{"total":2,"submitted":0,"completed":0},"waitingFor":{"reason":"scheduling","detail":"It is about to be submitted, together with others for the distribution."},"warnings":[]}\n\nid: 2\nevent: progress\ndata: {"id":"inv_4ef34191-3f5b-4881-8f0f-a279a964d7e4","status":"inProgress","priority":"normal","pathCount":2,"createdAt":"2026-11-29T15:01:00.794Z","submittedAt":"2026-11-29T15:01:00.794Z","cloudFrontInvalidations":[{"id":"I9Z880FMV3VBSYZYGKUB0K43N","status":"InProgress"}],"progress":{"total":2,"submitted":2,"completed":0},"warnings":[]}\n\nid: 3\nevent: succeeded\ndata: {"id":"inv_4ef34191-3f5b-4881-8f0f-a279a964d7e4","status":"succeeded","priority":"normal","pathCount":2,"createdAt":"2026-11-29T15:01:00.794Z","submittedAt":"2026-11-29T15:01:00.794Z","endedAt":"2026-11-29T15:02:00.794Z","cloudFrontInvalidations":[{"id":"I9Z880FMV3VBSYZYGKUB0K43N","status":"Completed"}],"progress":{"total":2,"submitted":2,"completed":2},"warnings":[]}\n\n',
  InvalidationUsage: {
    inFlight: {
      paths: 0,
      wildcards: 0
    },
    free: {
      paths: 3000,
      wildcards: 15
    },
    queued: {
      invalidations: 0,
      paths: 0
    },
    month: {
      paths: 4,
      freeLeft: 994,
      usd: 0
    },
    durationSeconds: {
      p50: 15,
      p95: 19.5,
      samples: 2
    }
  },
  KeyGroup: {
    id: 'b39483e2-cde5-4b17-a065-61e3e7624398',
    lastModifiedTime: '2026-11-29T14:59:50.096Z',
    etag: 'EIFN12TM9C98ER',
    config: {
      name: 'signers',
      items: ['KIXN9P1HXYPPGT'],
      comment: ''
    }
  },
  KeyGroupPage: {
    items: [
      {
        id: 'b39483e2-cde5-4b17-a065-61e3e7624398',
        lastModifiedTime: '2026-11-29T14:59:50.096Z',
        config: {
          name: 'signers',
          items: ['KIXN9P1HXYPPGT'],
          comment: ''
        }
      }
    ]
  },
  KeyValueItem: {
    key: '/old',
    value: '/new'
  },
  KeyValueItemPage: {
    items: [
      {
        key: '/old',
        value: '/new'
      }
    ]
  },
  KeyValueItemsDryRun: {
    dryRun: true,
    valid: true,
    etag: 'EGNV3UUKQJBDGP',
    diff: [
      {
        op: 'replace',
        path: '/~1old',
        value: '/newer',
        oldValue: '/new'
      }
    ],
    itemCount: 1,
    totalSizeInBytes: 10
  },
  KeyValueStoreTotals: {
    itemCount: 1,
    totalSizeInBytes: 8
  },
  KeyValueStore: {
    name: 'redirects',
    id: 'ab1646a9-ba06-446d-a433-41a34de0df29',
    arn: 'arn:aws:cloudfront::123456789012:key-value-store/ab1646a9-ba06-446d-a433-41a34de0df29',
    lastModifiedTime: '2026-11-29T15:01:00.096Z',
    status: 'PROVISIONING',
    etag: 'ET0AO1NBZ6UZ5K',
    config: {
      comment: 'Old addresses and new ones'
    }
  },
  KeyValueStorePage: {
    items: [
      {
        name: 'redirects',
        id: 'ab1646a9-ba06-446d-a433-41a34de0df29',
        arn: 'arn:aws:cloudfront::123456789012:key-value-store/ab1646a9-ba06-446d-a433-41a34de0df29',
        lastModifiedTime: '2026-11-29T15:01:00.096Z',
        status: 'READY',
        config: {
          comment: 'Old addresses and new ones'
        }
      }
    ]
  },
  Liveness: {
    status: 'live'
  },
  ManagedCertificate: {
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/af85d0c1-a7a8-47cd-baa2-39a0812dcd7a',
    certificateStatus: 'pending-validation',
    validationTokenHost: 'cloudfront',
    validationTokenDetails: [
      {
        domain: 'customer-1.example.com'
      }
    ]
  },
  MonitoringSubscription: {
    realtimeMetricsSubscriptionConfig: {
      realtimeMetricsSubscriptionStatus: 'Enabled'
    }
  },
  NewToken: {
    id: 'tok_cf6f0d4f-d071-4166-af99-e60c483cec7b',
    name: 'web-pipeline',
    scopes: ['invalidations:write'],
    status: 'active',
    createdAt: '2026-11-29T14:59:30.096Z',
    createdBy: '127.0.0.1',
    expiresAt: '2027-02-27T14:59:30.096Z',
    token: 'frt_0000000000000000000000000000000000000000000000000'
  },
  Operation: {
    id: '2cee36ae-aaf9-4890-93e0-2bcd662885fd',
    kind: 'distribution.delete',
    status: 'running',
    steps: [
      {
        title: 'Disabling the distribution',
        status: 'running',
        startedAt: '2026-11-29T15:53:30.096Z'
      },
      {
        title: 'Waiting for CloudFront to deploy the change',
        status: 'pending'
      },
      {
        title: 'Keeping the distribution disabled for the grace period',
        status: 'pending'
      },
      {
        title: 'Deleting the distribution',
        status: 'pending'
      }
    ],
    resource: '/distributions/E82QXOW9VWR5XU',
    createdAt: '2026-11-29T15:53:30.096Z',
    updatedAt: '2026-11-29T15:53:30.096Z'
  },
  OperationEventStream:
    'id: 1\nevent: queued\ndata: {"at":"2026-11-29T15:03:00.794Z"}\n\nid: 2\nevent: stepStarted\ndata: {"step":"Disabling the distribution","at":"2026-11-29T15:03:00.794Z"}\n\nid: 11\nevent: succeeded\ndata: {"at":"2026-11-29T15:26:01.958Z"}\n\n',
  OperationPage: {
    items: [
      {
        id: '2cee36ae-aaf9-4890-93e0-2bcd662885fd',
        kind: 'distribution.delete',
        status: 'succeeded',
        steps: [
          {
            title: 'Disabling the distribution',
            status: 'succeeded',
            startedAt: '2026-11-29T15:53:30.096Z',
            endedAt: '2026-11-29T15:53:40.096Z'
          },
          {
            title: 'Waiting for CloudFront to deploy the change',
            status: 'succeeded',
            startedAt: '2026-11-29T15:53:40.096Z',
            endedAt: '2026-11-29T15:53:50.096Z'
          },
          {
            title: 'Keeping the distribution disabled for the grace period',
            status: 'succeeded',
            startedAt: '2026-11-29T15:53:50.096Z',
            endedAt: '2026-11-29T15:54:00.096Z'
          },
          {
            title: 'Deleting the distribution',
            status: 'succeeded',
            startedAt: '2026-11-29T15:54:00.096Z',
            endedAt: '2026-11-29T15:54:20.096Z'
          }
        ],
        resource: '/distributions/E82QXOW9VWR5XU',
        createdAt: '2026-11-29T15:53:30.096Z',
        updatedAt: '2026-11-29T15:54:20.096Z',
        endedAt: '2026-11-29T15:54:20.096Z',
        typicalSeconds: 50
      }
    ]
  },
  Origin: {
    id: 'mybucket.s3.us-east-1.amazonaws.com',
    domainName: 'mybucket.s3.amazonaws.com',
    originPath: '',
    customHeaders: [],
    s3OriginConfig: {
      originAccessIdentity: '',
      originReadTimeout: 30
    },
    connectionAttempts: 3,
    connectionTimeout: 5,
    originShield: {
      enabled: false
    },
    originAccessControlId: ''
  },
  OriginAccessControl: {
    id: 'E8ZYJBSI88YUWR',
    etag: 'ECPDBM7K9DY0PF',
    config: {
      name: 'assets',
      signingProtocol: 'sigv4',
      signingBehavior: 'always',
      originAccessControlOriginType: 's3',
      description: 'Signs requests to the bucket'
    }
  },
  OriginAccessControlPage: {
    items: [
      {
        id: 'E21ST8AC00XJWQ',
        config: {
          description: 'Created by Frontage for S3 origins',
          name: 'frontage-managed-s3',
          signingProtocol: 'sigv4',
          signingBehavior: 'always',
          originAccessControlOriginType: 's3'
        }
      }
    ]
  },
  OriginRequestPolicy: {
    id: '936e3bf9-b246-4db6-bd73-3ac74b09f44c',
    lastModifiedTime: '2026-11-29T15:03:20.096Z',
    etag: 'EWVBN6ZEHARCUF',
    config: {
      name: 'with-query',
      headersConfig: {
        headerBehavior: 'none'
      },
      cookiesConfig: {
        cookieBehavior: 'none'
      },
      queryStringsConfig: {
        queryStringBehavior: 'all'
      },
      comment: ''
    }
  },
  OriginRequestPolicyPage: {
    items: [
      {
        id: '216adef6-5c7f-47e4-b989-5492eafa07d3',
        lastModifiedTime: '2020-06-30T00:00:00.000Z',
        type: 'managed',
        config: {
          name: 'Managed-AllViewer',
          headersConfig: {
            headerBehavior: 'allViewer'
          },
          cookiesConfig: {
            cookieBehavior: 'all'
          },
          queryStringsConfig: {
            queryStringBehavior: 'all'
          },
          comment: ''
        }
      }
    ]
  },
  OriginWithFindings: {
    id: 'mybucket.s3.us-east-1.amazonaws.com',
    domainName: 'mybucket.s3.amazonaws.com',
    originPath: '',
    customHeaders: [],
    s3OriginConfig: {
      originAccessIdentity: '',
      originReadTimeout: 30
    },
    connectionAttempts: 3,
    connectionTimeout: 10,
    originShield: {
      enabled: false
    },
    originAccessControlId: '',
    findings: [
      {
        code: 'S3_ORIGIN_WITHOUT_ACCESS',
        severity: 'severe',
        pointer: '',
        detail:
          'CloudFront does not sign its requests to this bucket: if it is private, as is the norm, every request gets 403.',
        fix: {
          origins: [
            {
              id: 'bucket',
              domainName: 'mybucket.s3.amazonaws.com',
              originPath: '',
              customHeaders: [],
              s3OriginConfig: {
                originAccessIdentity: '',
                originReadTimeout: 30
              },
              connectionAttempts: 3,
              connectionTimeout: 10,
              originShield: {
                enabled: false
              },
              originAccessControlId: ''
            },
            {
              id: 'mybucket.s3.us-east-1.amazonaws.com',
              domainName: 'mybucket.s3.amazonaws.com',
              originPath: '',
              customHeaders: [],
              s3OriginConfig: {
                originAccessIdentity: '',
                originReadTimeout: 30
              },
              connectionAttempts: 3,
              connectionTimeout: 10,
              originShield: {
                enabled: false
              },
              originAccessControlId: '',
              originAccess: 'managed'
            }
          ]
        }
      },
      {
        code: 'S3_HOST_WITHOUT_REGION',
        severity: 'info',
        pointer: '/domainName',
        detail:
          'Under this name, a new bucket outside us-east-1 may answer with redirects, which viewers get, and one in a Region launched after March 2019 answers 400. The name with the Region (bucket.s3.eu-west-1.amazonaws.com) works immediately.'
      },
      {
        code: 'ORIGIN_UNUSED',
        severity: 'info',
        pointer: '',
        detail: 'No behavior and no origin group uses this origin.',
        fix: {
          origins: [
            {
              id: 'bucket',
              domainName: 'mybucket.s3.amazonaws.com',
              originPath: '',
              customHeaders: [],
              s3OriginConfig: {
                originAccessIdentity: '',
                originReadTimeout: 30
              },
              connectionAttempts: 3,
              connectionTimeout: 10,
              originShield: {
                enabled: false
              },
              originAccessControlId: ''
            }
          ]
        }
      }
    ]
  },
  Origins: {
    items: [
      {
        id: 'bucket',
        domainName: 'mybucket.s3.amazonaws.com',
        originPath: '',
        customHeaders: [],
        s3OriginConfig: {
          originAccessIdentity: '',
          originReadTimeout: 30
        },
        connectionAttempts: 3,
        connectionTimeout: 10,
        originShield: {
          enabled: false
        },
        originAccessControlId: ''
      }
    ]
  },
  Overview: {
    version: '0.1.0',
    backend: 'local',
    links: {
      documentation: '/docs',
      openapi: '/openapi.json',
      distributions: '/distributions',
      operations: '/operations',
      problems: '/problems',
      readiness: '/health/ready'
    }
  },
  ProblemType: {
    type: '/problems/ETAG_MISMATCH',
    code: 'ETAG_MISMATCH',
    title: 'The resource was modified concurrently',
    status: 412,
    class: 'conflict',
    actor: 'The caller, or whoever else works on the resource: its state does not allow the request.',
    retryable: false,
    remedy: 'Read the current version, apply the change to it, and send it with the new ETag.',
    cloudFrontCodes: ['PreconditionFailed']
  },
  ProblemTypes: {
    items: [
      {
        type: '/problems/ACCOUNT_NOT_CONFIGURED',
        code: 'ACCOUNT_NOT_CONFIGURED',
        title: 'The AWS account of the resource is not configured',
        status: 502,
        class: 'service',
        actor: 'The operator of Frontage, or AWS: the caller has done nothing wrong.',
        retryable: false,
        remedy: 'The operator has to name the account in ACCOUNTS_FILE again.',
        cloudFrontCodes: []
      }
    ]
  },
  PublicKey: {
    id: 'KCJ115YQBUMI86',
    createdTime: '2026-11-29T15:00:00.096Z',
    etag: 'E0YIMJNQFI4HZR',
    config: {
      callerReference: 'f4853c46-2053-476c-b4de-db1c84164689',
      name: 'signing-2026',
      encodedKey:
        '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAECMJmerZx+mTg71UDmaVdmEjxli+L\n0bsl2o4Z3tejKXBTIPoHVthDtFYNptTyAtM0bVuwasAqFYYWqdZ7zj4zYQ==\n-----END PUBLIC KEY-----\n',
      comment: ''
    }
  },
  PublicKeyPage: {
    items: [
      {
        id: 'KCJ115YQBUMI86',
        createdTime: '2026-11-29T15:00:00.096Z',
        config: {
          name: 'signing-2026',
          encodedKey:
            '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAECMJmerZx+mTg71UDmaVdmEjxli+L\n0bsl2o4Z3tejKXBTIPoHVthDtFYNptTyAtM0bVuwasAqFYYWqdZ7zj4zYQ==\n-----END PUBLIC KEY-----\n',
          comment: ''
        }
      }
    ]
  },
  Readiness: {
    status: 'ready',
    degraded: false,
    backend: 'local',
    cloudFront: {
      answers: true,
      checkedAt: '2026-11-29T15:33:50.096Z'
    },
    store: {
      answers: true
    }
  },
  RealtimeLogConfig: {
    arn: 'arn:aws:cloudfront::123456789012:realtime-log-config/requests',
    name: 'requests',
    etag: 'FFAD765665DBA3',
    config: {
      endPoints: [
        {
          streamType: 'Kinesis',
          kinesisStreamConfig: {
            roleArn: 'arn:aws:iam::123456789012:role/cloudfront-logs',
            streamArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/requests'
          }
        }
      ],
      fields: ['timestamp', 'c-ip', 'cs-uri-stem', 'sc-status'],
      samplingRate: 5
    }
  },
  RealtimeLogConfigPage: {
    items: [
      {
        arn: 'arn:aws:cloudfront::123456789012:realtime-log-config/requests',
        name: 'requests',
        config: {
          endPoints: [
            {
              streamType: 'Kinesis',
              kinesisStreamConfig: {
                roleArn: 'arn:aws:iam::123456789012:role/cloudfront-logs',
                streamArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/requests'
              }
            }
          ],
          fields: ['timestamp', 'c-ip', 'cs-uri-stem', 'sc-status'],
          samplingRate: 5
        }
      }
    ]
  },
  ResourcePolicy: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: {
          AWS: '210987654321'
        },
        Action: 'cloudfront:CreateDistribution',
        Resource: '*'
      }
    ]
  },
  ResponseHeadersPolicy: {
    id: '400adee5-2a0c-4e18-adfe-4c86e1eb0888',
    lastModifiedTime: '2026-11-29T15:04:10.096Z',
    etag: 'EXLG685K026IH7',
    config: {
      name: 'no-frames',
      comment: '',
      securityHeadersConfig: {
        frameOptions: {
          override: true,
          frameOption: 'DENY'
        }
      }
    }
  },
  ResponseHeadersPolicyPage: {
    items: [
      {
        id: '60669652-455b-4ae9-85a4-c4c02393f86c',
        lastModifiedTime: '2020-06-30T00:00:00.000Z',
        type: 'managed',
        config: {
          name: 'Managed-SimpleCORS',
          comment: '',
          corsConfig: {
            accessControlAllowOrigins: ['*'],
            accessControlAllowHeaders: ['*'],
            accessControlAllowMethods: ['GET', 'HEAD'],
            accessControlAllowCredentials: false,
            originOverride: false
          }
        }
      }
    ]
  },
  StreamingDistribution: {
    id: 'EY9SCXH3021BTZ',
    arn: 'arn:aws:cloudfront::123456789012:streaming-distribution/EY9SCXH3021BTZ',
    status: 'InProgress',
    domainName: 's49xixr4wm3sue.cloudfront.net',
    activeTrustedSigners: {
      enabled: false,
      items: []
    },
    lastModifiedTime: '2026-11-29T15:03:30.096Z',
    etag: 'EADQ7GPMD86IN7',
    config: {
      callerReference: '56a08042-ee9d-4c52-b677-095ba76c120d',
      s3Origin: {
        domainName: 'media.s3.amazonaws.com',
        originAccessIdentity: ''
      },
      comment: '',
      trustedSigners: {
        enabled: false,
        items: []
      },
      enabled: true,
      aliases: [],
      logging: {
        enabled: false,
        bucket: '',
        prefix: ''
      },
      priceClass: 'PriceClass_All'
    }
  },
  StreamingDistributionPage: {
    items: [
      {
        id: 'EY9SCXH3021BTZ',
        arn: 'arn:aws:cloudfront::123456789012:streaming-distribution/EY9SCXH3021BTZ',
        status: 'Deployed',
        lastModifiedTime: '2026-11-29T15:17:20.096Z',
        domainName: 's49xixr4wm3sue.cloudfront.net',
        config: {
          s3Origin: {
            domainName: 'media.s3.amazonaws.com',
            originAccessIdentity: ''
          },
          aliases: [],
          trustedSigners: {
            enabled: false,
            items: []
          },
          comment: '',
          priceClass: 'PriceClass_All',
          enabled: true
        }
      }
    ]
  },
  Tags: {
    team: 'web',
    stage: 'production'
  },
  Token: {
    id: 'tok_cf6f0d4f-d071-4166-af99-e60c483cec7b',
    name: 'web-pipeline',
    scopes: ['invalidations:write'],
    status: 'active',
    createdAt: '2026-11-29T14:59:30.096Z',
    createdBy: '127.0.0.1',
    expiresAt: '2027-02-27T14:59:30.096Z'
  },
  TokenPage: {
    items: [
      {
        id: 'tok_cf6f0d4f-d071-4166-af99-e60c483cec7b',
        name: 'web-pipeline',
        scopes: ['invalidations:write'],
        status: 'active',
        createdAt: '2026-11-29T14:59:30.096Z',
        createdBy: '127.0.0.1',
        expiresAt: '2027-02-27T14:59:30.096Z'
      }
    ]
  },
  TrustStore: {
    id: 'ts_BGearK0t4ry6k6d4GI4Pcr',
    arn: 'arn:aws:cloudfront::123456789012:trust-store/ts_BGearK0t4ry6k6d4GI4Pcr',
    name: 'clients',
    status: 'pending',
    numberOfCaCertificates: 1,
    lastModifiedTime: '2026-11-29T15:00:20.096Z',
    etag: 'EZ3HARHGJ55V5U',
    config: {
      useClientCertificateOcspEndpoint: false
    }
  },
  TrustStorePage: {
    items: [
      {
        id: 'ts_BGearK0t4ry6k6d4GI4Pcr',
        arn: 'arn:aws:cloudfront::123456789012:trust-store/ts_BGearK0t4ry6k6d4GI4Pcr',
        name: 'clients',
        status: 'active',
        numberOfCaCertificates: 1,
        lastModifiedTime: '2026-11-29T15:22:50.096Z',
        etag: 'ESO1SZDLAQ972Y',
        config: {}
      }
    ]
  },
  VpcOrigin: {
    id: 'vo_Bo8jZAD7w75BIpQOuf2TSx',
    arn: 'arn:aws:cloudfront::123456789012:vpcorigin/vo_Bo8jZAD7w75BIpQOuf2TSx',
    status: 'Deploying',
    createdTime: '2026-11-29T15:00:10.096Z',
    lastModifiedTime: '2026-11-29T15:00:10.096Z',
    accountId: '123456789012',
    etag: 'E91J5RKNV9G1MG',
    config: {
      name: 'internal-load-balancer',
      arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/internal/1a2b3c4d5e6f7081',
      httpPort: 80,
      httpsPort: 443,
      originProtocolPolicy: 'match-viewer'
    }
  },
  VpcOriginPage: {
    items: [
      {
        id: 'vo_7xUfZhwZh7dKd5UaKAoZQh',
        status: 'Deployed',
        createdTime: '2026-11-29T15:11:00.096Z',
        lastModifiedTime: '2026-11-29T15:11:00.096Z',
        arn: 'arn:aws:cloudfront::123456789012:vpcorigin/vo_7xUfZhwZh7dKd5UaKAoZQh',
        originEndpointArn:
          'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shared/1a2b3c4d5e6f7081',
        accountId: '123456789012',
        config: {
          name: 'shared'
        }
      }
    ]
  },
  WebAcl: {
    webAclId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a'
  },
  WebAclWithFindings: {
    webAclId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a',
    findings: [
      {
        code: 'S3_ORIGIN_WITHOUT_ACCESS',
        severity: 'severe',
        pointer: '/origins/0',
        detail:
          'CloudFront does not sign its requests to this bucket: if it is private, as is the norm, every request gets 403.',
        fix: {
          origins: [
            {
              id: 'bucket',
              domainName: 'mybucket.s3.amazonaws.com',
              originPath: '',
              customHeaders: [],
              s3OriginConfig: {
                originAccessIdentity: '',
                originReadTimeout: 30
              },
              connectionAttempts: 3,
              connectionTimeout: 10,
              originShield: {
                enabled: false
              },
              originAccessControlId: '',
              originAccess: 'managed'
            }
          ]
        }
      },
      {
        code: 'S3_HOST_WITHOUT_REGION',
        severity: 'info',
        pointer: '/origins/0/domainName',
        detail:
          'Under this name, a new bucket outside us-east-1 may answer with redirects, which viewers get, and one in a Region launched after March 2019 answers 400. The name with the Region (bucket.s3.eu-west-1.amazonaws.com) works immediately.'
      }
    ]
  },
  getConnectionFunctionCode: 'function connectionHandler(connection) {\n  connection.allow()\n}\n',
  getFunctionCode:
    "function handler(event) {\n  const request = event.request\n  if (request.uri.endsWith('/')) request.uri += 'index.html'\n  return request\n}\n",
  getMetrics:
    '# HELP frontage_http_requests_total Requests that were answered.\n# TYPE frontage_http_requests_total counter\nfrontage_http_requests_total{method="POST",route="/distributions",status="200"} 1\nfrontage_http_requests_total{method="POST",route="/origin-access-controls",status="200"} 1\nfrontage_http_requests_total{method="POST",route="/tokens",status="201"} 1'
}

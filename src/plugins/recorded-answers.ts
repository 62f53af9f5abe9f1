/** Made by the test of the examples with RECORD_ANSWERS=1, in front of the local CloudFront. */
export const recordedAnswers: Readonly<Record<string, unknown>> = {
  Alias: {
    alias: 'www.example.com',
    distributionId: 'EDQ1XXUQVI3JXX'
  },
  AliasConflictPage: {
    items: []
  },
  AliasWritten: {
    alias: 'www.example.com',
    distributionId: 'EDQ1XXUQVI3JXX',
    findings: []
  },
  Aliases: {
    items: [
      {
        alias: 'www.example.com',
        distributionId: 'EDQ1XXUQVI3JXX'
      }
    ]
  },
  AnycastIpList: {
    id: 'aip_u527KLcd4DqPi0UZwPWnFx',
    name: 'fixed-addresses',
    status: 'Deploying',
    arn: 'arn:aws:cloudfront::123456789012:anycast-ip-list/aip_u527KLcd4DqPi0UZwPWnFx',
    anycastIps: [
      '198.19.185.193',
      '198.19.185.194',
      '198.19.185.195',
      '198.19.185.196',
      '198.19.185.197',
      '198.19.185.198',
      '198.19.185.199',
      '198.19.185.200',
      '198.19.185.201',
      '198.19.185.202',
      '198.19.185.203',
      '198.19.185.204',
      '198.19.185.205',
      '198.19.185.206',
      '198.19.185.207',
      '198.19.185.208',
      '198.19.185.209',
      '198.19.185.210',
      '198.19.185.211',
      '198.19.185.212',
      '198.19.185.213'
    ],
    ipCount: 21,
    lastModifiedTime: '2026-11-29T06:01:22.628Z',
    etag: 'E7EBZ27YD3NVQ6',
    config: {
      ipAddressType: 'ipv4'
    }
  },
  AnycastIpListPage: {
    items: [
      {
        id: 'aip_u527KLcd4DqPi0UZwPWnFx',
        name: 'fixed-addresses',
        status: 'Deployed',
        arn: 'arn:aws:cloudfront::123456789012:anycast-ip-list/aip_u527KLcd4DqPi0UZwPWnFx',
        ipCount: 21,
        lastModifiedTime: '2026-11-29T06:01:22.628Z',
        etag: 'E7EBZ27YD3NVQ6',
        config: {
          ipAddressType: 'ipv4'
        }
      }
    ]
  },
  AuditPage: {
    nextCursor: 'YXVkaXQ6MjAyNi0xMS0yOVQwNjoxNTozMi42MjhaXzAxYTIyNWYxLWNhMTQtNzAwMC05NTYxLTg4ZDYzOWU2ODIwMg',
    items: [
      {
        id: '01a22600-9724-7000-8004-546ebd20d08d',
        at: '2026-11-29T06:31:42.628Z',
        endedAt: '2026-11-29T06:31:42.628Z',
        action: 'patchFieldLevelEncryptionProfile',
        caller: {
          id: 'oVyfUY2mD25p49XC-YbcQv',
          name: '127.0.0.1'
        },
        source: '127.0.0.1',
        resource: '/field-level-encryption-profiles/PQWAP2GD5LW3EX',
        dryRun: true,
        outcome: 'succeeded',
        status: 200,
        requestId: 'cc05107a-6ae8-4cdb-913b-fe095038d3b0',
        etagBefore: 'EKCLMIDO5OA5RE',
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
  BehaviorWritten: {
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
        Sid: 'AllowCloudFrontEDQ1XXUQVI3JXX',
        Effect: 'Allow',
        Principal: {
          Service: 'cloudfront.amazonaws.com'
        },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::b/*',
        Condition: {
          StringEquals: {
            'AWS:SourceArn': 'arn:aws:cloudfront::123456789012:distribution/EDQ1XXUQVI3JXX'
          }
        }
      }
    ]
  },
  CachePolicy: {
    id: '09614890-15c0-4d81-ad61-e1bb1022c954',
    lastModifiedTime: '2026-11-29T06:01:02.628Z',
    etag: 'ERV6D8LHD9VAZ4',
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
    id: 'EDPHM6RK4KZYW0',
    s3CanonicalUserId:
      'ffacd9fbcba054b3d63bd1872e3ce070989e1922814cd773e3449dc647828e9d27a65ea1edbf4d9166edf5baaeecbcdb',
    etag: 'EXC5F3T0IEKLZS',
    config: {
      callerReference: '61764b76-3160-4cc4-96fb-1fdcaf08384c',
      comment: 'Older buckets; new ones are better off with an origin access control'
    }
  },
  CloudFrontOriginAccessIdentityPage: {
    items: [
      {
        id: 'EDPHM6RK4KZYW0',
        s3CanonicalUserId:
          'ffacd9fbcba054b3d63bd1872e3ce070989e1922814cd773e3449dc647828e9d27a65ea1edbf4d9166edf5baaeecbcdb',
        config: {
          comment: 'Older buckets; new ones are better off with an origin access control'
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
    id: 'cf_aNdik98b3XnzocylzDd80M',
    connectionFunctionArn: 'arn:aws:cloudfront::123456789012:connection-function/cf_aNdik98b3XnzocylzDd80M',
    status: 'UNPUBLISHED',
    stage: 'DEVELOPMENT',
    createdTime: '2026-11-29T06:02:22.628Z',
    lastModifiedTime: '2026-11-29T06:02:22.628Z',
    etag: 'E5W2M7YLC4P50M',
    config: {
      comment: '',
      runtime: 'cloudfront-js-2.0'
    }
  },
  ConnectionFunctionPage: {
    items: [
      {
        name: 'known-clients',
        id: 'cf_aNdik98b3XnzocylzDd80M',
        connectionFunctionArn: 'arn:aws:cloudfront::123456789012:connection-function/cf_aNdik98b3XnzocylzDd80M',
        status: 'UNASSOCIATED',
        stage: 'DEVELOPMENT',
        createdTime: '2026-11-29T06:02:22.628Z',
        lastModifiedTime: '2026-11-29T06:16:22.628Z',
        config: {
          comment: '',
          runtime: 'cloudfront-js-2.0'
        }
      }
    ]
  },
  ConnectionGroup: {
    id: 'cg_oajtru5LZzq5CKI2XIC7kN',
    name: 'customers',
    arn: 'arn:aws:cloudfront::123456789012:connection-group/cg_oajtru5LZzq5CKI2XIC7kN',
    createdTime: '2026-11-29T06:01:42.628Z',
    lastModifiedTime: '2026-11-29T06:01:42.628Z',
    routingEndpoint: 'duvhnhfx14nnl0.cloudfront.net',
    status: 'InProgress',
    isDefault: false,
    tags: {},
    etag: 'E68KCVSQN4NOA9',
    config: {
      ipv6Enabled: true,
      enabled: true
    }
  },
  ConnectionGroupPage: {
    items: [
      {
        id: 'cg_oajtru5LZzq5CKI2XIC7kN',
        name: 'customers',
        arn: 'arn:aws:cloudfront::123456789012:connection-group/cg_oajtru5LZzq5CKI2XIC7kN',
        routingEndpoint: 'duvhnhfx14nnl0.cloudfront.net',
        createdTime: '2026-11-29T06:01:42.628Z',
        lastModifiedTime: '2026-11-29T06:01:42.628Z',
        etag: 'E68KCVSQN4NOA9',
        status: 'Deployed',
        isDefault: false,
        config: {
          enabled: true
        }
      }
    ]
  },
  ContinuousDeploymentPolicy: {
    id: '80b201f2-3867-4a47-8fe9-e4c735f55ed0',
    lastModifiedTime: '2026-11-29T06:05:22.628Z',
    etag: 'EHT1R9Y9I3CWX3',
    config: {
      stagingDistributionDnsNames: ['dwmjdskbk9h5v7.cloudfront.net'],
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
        id: '0bd34e82-c837-4b7e-94e1-62c5e8a560ea',
        lastModifiedTime: '2026-11-29T06:07:32.628Z',
        config: {
          stagingDistributionDnsNames: ['dlhfz43rgoxqkw.cloudfront.net'],
          enabled: false,
          trafficConfig: {
            type: 'SingleWeight',
            singleWeightConfig: {
              weight: 0.1
            }
          }
        }
      }
    ]
  },
  Distribution: {
    id: 'EDQ1XXUQVI3JXX',
    arn: 'arn:aws:cloudfront::123456789012:distribution/EDQ1XXUQVI3JXX',
    status: 'InProgress',
    lastModifiedTime: '2026-11-29T06:00:42.628Z',
    inProgressInvalidationBatches: 0,
    domainName: 'dnxdig3x7gep5a.cloudfront.net',
    activeTrustedSigners: {
      enabled: false,
      items: []
    },
    activeTrustedKeyGroups: {
      enabled: false,
      items: []
    },
    etag: 'EKMUEI6N0BX5K5',
    config: {
      callerReference: '08a16c2c-fca3-42c5-9623-6daebf0e183f',
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
          originAccessControlId: 'ECBAJDJQKRARFJ'
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
          Sid: 'AllowCloudFrontEDQ1XXUQVI3JXX',
          Effect: 'Allow',
          Principal: {
            Service: 'cloudfront.amazonaws.com'
          },
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::mybucket/*',
          Condition: {
            StringEquals: {
              'AWS:SourceArn': 'arn:aws:cloudfront::123456789012:distribution/EDQ1XXUQVI3JXX'
            }
          }
        }
      }
    ]
  },
  DistributionPage: {
    items: [
      {
        id: 'E61L1FKLUF1ISS',
        arn: 'arn:aws:cloudfront::123456789012:distribution/E61L1FKLUF1ISS',
        status: 'Deployed',
        lastModifiedTime: '2026-11-29T06:05:22.628Z',
        domainName: 'dwmjdskbk9h5v7.cloudfront.net',
        etag: 'E5XTO4FODWDB57',
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
          staging: true,
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
    id: 'dt_EckLMj0xfa0R9HX6KlJkT2',
    name: 'customer-1',
    arn: 'arn:aws:cloudfront::123456789012:distribution-tenant/dt_EckLMj0xfa0R9HX6KlJkT2',
    domains: [
      {
        domain: 'customer-1.example.com',
        status: 'inactive'
      }
    ],
    createdTime: '2026-11-29T06:02:32.628Z',
    lastModifiedTime: '2026-11-29T06:02:32.628Z',
    status: 'InProgress',
    tags: {},
    etag: 'EQOR87YK2QW6XG',
    config: {
      distributionId: 'EJS8SNHUXIX58T',
      domains: [
        {
          domain: 'customer-1.example.com'
        }
      ],
      connectionGroupId: 'cg_yVcOqxroqNfbx7LtTFh5kD',
      enabled: true
    }
  },
  DistributionTenantPage: {
    items: [
      {
        id: 'dt_EckLMj0xfa0R9HX6KlJkT2',
        name: 'customer-1',
        arn: 'arn:aws:cloudfront::123456789012:distribution-tenant/dt_EckLMj0xfa0R9HX6KlJkT2',
        domains: [
          {
            domain: 'customer-1.example.com',
            status: 'active'
          }
        ],
        createdTime: '2026-11-29T06:02:32.628Z',
        lastModifiedTime: '2026-11-29T06:18:12.628Z',
        etag: 'EAKVJML74JX8BO',
        status: 'Deployed',
        config: {
          distributionId: 'ES85NJEBGJ2GJE',
          connectionGroupId: 'cg_yVcOqxroqNfbx7LtTFh5kD',
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
    distributionTenantId: 'dt_EckLMj0xfa0R9HX6KlJkT2'
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
        value: '4f74321d-7174-4fad-9fec-0d42da950ac1'
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
      callerReference: '4f74321d-7174-4fad-9fec-0d42da950ac1',
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
  ErrorPageWritten: {
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
          'A bucket answers 403 for a missing file, unless its policy grants s3:ListBucket: then viewers never see this page. Map 403 as well.',
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
          'A bucket answers 403 for a missing file, unless its policy grants s3:ListBucket: then viewers never see this page. Map 403 as well.',
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
      host: 'dcxu4d38t8v04f.cloudfront.net',
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
        detail: "dcxu4d38t8v04f.cloudfront.net is the distribution's own domain name."
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
        detail: 'redirect-to-https: a request over HTTPS is taken.'
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
    id: 'C3ZUYK3B8D5S0K',
    lastModifiedTime: '2026-11-29T06:05:42.628Z',
    etag: 'EQHHHSA7BBCU24',
    config: {
      callerReference: '5f801e89-3ec1-4281-aa31-a0d8d3214566',
      comment: 'Card numbers',
      contentTypeProfileConfig: {
        forwardWhenContentTypeIsUnknown: true
      }
    }
  },
  FieldLevelEncryptionPage: {
    items: [
      {
        id: 'C3ZUYK3B8D5S0K',
        lastModifiedTime: '2026-11-29T06:05:42.628Z',
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
    id: 'PQWAP2GD5LW3EX',
    lastModifiedTime: '2026-11-29T06:06:02.628Z',
    etag: 'EKCLMIDO5OA5RE',
    config: {
      name: 'cards',
      callerReference: 'e788e59d-62b3-4ff3-bc8c-21850263c420',
      encryptionEntities: [
        {
          publicKeyId: 'KHU4E74DJZSB8J',
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
        id: 'PQWAP2GD5LW3EX',
        lastModifiedTime: '2026-11-29T06:06:02.628Z',
        config: {
          name: 'cards',
          encryptionEntities: [
            {
              publicKeyId: 'KHU4E74DJZSB8J',
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
          'CloudFront does not sign its requests to this bucket: a private one, which is the norm, answers 403 to everything.',
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
          'CloudFront does not sign its requests to this bucket: a private one, which is the norm, answers 403 to everything.',
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
          'A bucket answers 403 for a missing file, unless its policy grants s3:ListBucket: then viewers never see this page. Map 403 as well.',
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
          'A new bucket outside us-east-1 may answer with redirects under this name, which viewers get, and one in a Region opened after March 2019 answers 400. The name with the Region (bucket.s3.eu-west-1.amazonaws.com) works at once.'
      },
      {
        code: 'S3_HOST_WITHOUT_REGION',
        severity: 'info',
        pointer: '/origins/1/domainName',
        detail:
          'A new bucket outside us-east-1 may answer with redirects under this name, which viewers get, and one in a Region opened after March 2019 answers 400. The name with the Region (bucket.s3.eu-west-1.amazonaws.com) works at once.'
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
    lastModifiedTime: '2026-11-29T05:59:52.628Z',
    stage: 'DEVELOPMENT',
    createdTime: '2026-11-29T05:59:52.628Z',
    etag: 'EP8DMHB6ZLXF4P',
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
        lastModifiedTime: '2026-11-29T06:10:12.628Z',
        stage: 'DEVELOPMENT',
        createdTime: '2026-11-29T05:59:52.628Z',
        config: {
          comment: '',
          runtime: 'cloudfront-js-2.0'
        }
      }
    ]
  },
  FunctionTestResult: {
    stage: 'DEVELOPMENT',
    etag: 'EP8DMHB6ZLXF4P',
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
    id: 'inv_271be30d-fb15-489e-804e-f767e10e0663',
    status: 'queued',
    warnings: [],
    priority: 'normal',
    pathCount: 2,
    createdAt: '2026-11-29T06:07:52.628Z',
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
    id: 'grp_aa52c1d6-ec09-4d1e-a698-a7d1724e93ba',
    status: 'queued',
    selector: {
      distributionIds: ['EDQ1XXUQVI3JXX']
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
    createdAt: '2026-11-29T06:00:52.628Z',
    paths: ['/index.html', '/img/*'],
    cacheTags: [],
    children: [
      {
        distributionId: 'EDQ1XXUQVI3JXX',
        id: 'inv_aa52c1d6-ec09-4d1e-a698-a7d1724e93ba_0',
        status: 'queued',
        priority: 'normal',
        pathCount: 2,
        createdAt: '2026-11-29T06:00:52.628Z',
        cloudFrontInvalidations: [],
        progress: {
          total: 2,
          submitted: 0,
          completed: 0
        },
        waitingFor: {
          reason: 'turn',
          detail: 'It is about to be submitted, together with others of the distribution.'
        },
        warnings: [],
        groupId: 'grp_aa52c1d6-ec09-4d1e-a698-a7d1724e93ba'
      }
    ],
    estimatedSeconds: 1
  },
  InvalidationGroupPage: {
    items: [
      {
        id: 'grp_aa52c1d6-ec09-4d1e-a698-a7d1724e93ba',
        status: 'succeeded',
        selector: {
          distributionIds: ['EDQ1XXUQVI3JXX']
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
        createdAt: '2026-11-29T06:00:52.628Z',
        endedAt: '2026-11-29T06:01:22.628Z'
      }
    ]
  },
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
        cloudFrontInvalidationId: 'IH3W4Y7A4YIHFJ2LHY63KX9ZR'
      }
    ]
  },
  InvalidationPage: {
    items: [
      {
        id: 'inv_271be30d-fb15-489e-804e-f767e10e0663',
        status: 'succeeded',
        priority: 'normal',
        pathCount: 2,
        createdAt: '2026-11-29T06:07:52.628Z',
        submittedAt: '2026-11-29T06:08:02.628Z',
        endedAt: '2026-11-29T06:08:12.628Z',
        cloudFrontInvalidations: [
          {
            id: 'IH3W4Y7A4YIHFJ2LHY63KX9ZR',
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
    id: '1a929581-924f-4b64-b32c-cf4442ce4472',
    lastModifiedTime: '2026-11-29T06:00:02.628Z',
    etag: 'EK4LE8V9GWVEXX',
    config: {
      name: 'signers',
      items: ['KHU4E74DJZSB8J'],
      comment: ''
    }
  },
  KeyGroupPage: {
    items: [
      {
        id: '1a929581-924f-4b64-b32c-cf4442ce4472',
        lastModifiedTime: '2026-11-29T06:00:02.628Z',
        config: {
          name: 'signers',
          items: ['KHU4E74DJZSB8J'],
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
  KeyValueItemsWritten: {
    itemCount: 1,
    totalSizeInBytes: 8
  },
  KeyValueStore: {
    name: 'redirects',
    id: '8be55f72-fe9c-4594-8192-1a5bb6ddf806',
    arn: 'arn:aws:cloudfront::123456789012:key-value-store/8be55f72-fe9c-4594-8192-1a5bb6ddf806',
    lastModifiedTime: '2026-11-29T06:01:12.628Z',
    status: 'PROVISIONING',
    etag: 'EBWMNE846YBEV5',
    config: {
      comment: 'Old addresses and new ones'
    }
  },
  KeyValueStorePage: {
    items: [
      {
        name: 'redirects',
        id: '8be55f72-fe9c-4594-8192-1a5bb6ddf806',
        arn: 'arn:aws:cloudfront::123456789012:key-value-store/8be55f72-fe9c-4594-8192-1a5bb6ddf806',
        lastModifiedTime: '2026-11-29T06:01:12.628Z',
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
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/d5dcea1d-a539-4882-89db-6a4d64c8cb5c',
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
    id: 'tok_a7ebfc1f-75a1-435f-8805-7e74ad26bdbc',
    name: 'web-pipeline',
    scopes: ['invalidations:write'],
    status: 'active',
    createdAt: '2026-11-29T05:59:42.628Z',
    createdBy: '127.0.0.1',
    expiresAt: '2027-02-27T05:59:42.628Z',
    token: 'frt_0000000000000000000000000000000000000000000000000'
  },
  Operation: {
    id: '7ed723a2-a551-4cdb-9ed1-f172473dfce6',
    kind: 'resource.delete',
    status: 'running',
    steps: [
      {
        title: 'Waiting until nothing refers to it',
        status: 'running',
        startedAt: '2026-11-29T06:50:22.628Z'
      },
      {
        title: 'Disabling it',
        status: 'pending'
      },
      {
        title: 'Waiting until that is deployed',
        status: 'pending'
      },
      {
        title: 'Deleting it',
        status: 'pending'
      }
    ],
    resource: '/streaming-distributions/EUOFT6QI158J41',
    createdAt: '2026-11-29T06:50:22.628Z',
    updatedAt: '2026-11-29T06:50:22.628Z'
  },
  OperationPage: {
    items: []
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
    id: 'EWB5O0GJI9Y4YM',
    etag: 'EBVF72U2C9IHEX',
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
        id: 'ECBAJDJQKRARFJ',
        config: {
          description: 'Made by Frontage for S3 origins',
          name: 'frontage-managed-s3',
          signingProtocol: 'sigv4',
          signingBehavior: 'always',
          originAccessControlOriginType: 's3'
        }
      }
    ]
  },
  OriginRequestPolicy: {
    id: 'c146adae-d38c-4d65-869a-e8b3fd56b920',
    lastModifiedTime: '2026-11-29T06:03:32.628Z',
    etag: 'EO346XFQFNCJ4E',
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
  OriginWritten: {
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
          'CloudFront does not sign its requests to this bucket: a private one, which is the norm, answers 403 to everything.',
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
          'A new bucket outside us-east-1 may answer with redirects under this name, which viewers get, and one in a Region opened after March 2019 answers 400. The name with the Region (bucket.s3.eu-west-1.amazonaws.com) works at once.'
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
        type: '/problems/ALIAS_NOT_FOUND',
        code: 'ALIAS_NOT_FOUND',
        title: 'The distribution does not have the alias',
        status: 404,
        class: 'caller',
        actor: 'The caller: the request has to be changed.',
        retryable: false,
        remedy: 'GET the aliases of the distribution.',
        cloudFrontCodes: []
      }
    ]
  },
  PublicKey: {
    id: 'KY5YFTRGJGN0MB',
    createdTime: '2026-11-29T06:00:12.628Z',
    etag: 'EBU41KZ4N7JD26',
    config: {
      callerReference: 'e34f0f54-04cf-49a3-9e2c-99ab431ffba4',
      name: 'signing-2026',
      encodedKey:
        '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAECMJmerZx+mTg71UDmaVdmEjxli+L\n0bsl2o4Z3tejKXBTIPoHVthDtFYNptTyAtM0bVuwasAqFYYWqdZ7zj4zYQ==\n-----END PUBLIC KEY-----\n',
      comment: ''
    }
  },
  PublicKeyPage: {
    items: [
      {
        id: 'KHU4E74DJZSB8J',
        createdTime: '2026-11-29T06:00:02.628Z',
        config: {
          name: 'another',
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
      checkedAt: '2026-11-29T06:33:42.628Z'
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
    id: '8bfc7618-4ee0-4f84-8588-07a86cefd756',
    lastModifiedTime: '2026-11-29T06:04:22.628Z',
    etag: 'E8YKA9NOU4B48F',
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
    id: 'EUOFT6QI158J41',
    arn: 'arn:aws:cloudfront::123456789012:streaming-distribution/EUOFT6QI158J41',
    status: 'InProgress',
    domainName: 'sok7k7qle8nwuj.cloudfront.net',
    activeTrustedSigners: {
      enabled: false,
      items: []
    },
    lastModifiedTime: '2026-11-29T06:03:42.628Z',
    etag: 'ERXRFUADMUIXDO',
    config: {
      callerReference: 'e598903c-501f-4711-bacd-7a60c88e3910',
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
        id: 'EUOFT6QI158J41',
        arn: 'arn:aws:cloudfront::123456789012:streaming-distribution/EUOFT6QI158J41',
        status: 'Deployed',
        lastModifiedTime: '2026-11-29T06:17:12.628Z',
        domainName: 'sok7k7qle8nwuj.cloudfront.net',
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
    id: 'tok_a7ebfc1f-75a1-435f-8805-7e74ad26bdbc',
    name: 'web-pipeline',
    scopes: ['invalidations:write'],
    status: 'active',
    createdAt: '2026-11-29T05:59:42.628Z',
    createdBy: '127.0.0.1',
    expiresAt: '2027-02-27T05:59:42.628Z'
  },
  TokenPage: {
    items: [
      {
        id: 'tok_a7ebfc1f-75a1-435f-8805-7e74ad26bdbc',
        name: 'web-pipeline',
        scopes: ['invalidations:write'],
        status: 'active',
        createdAt: '2026-11-29T05:59:42.628Z',
        createdBy: '127.0.0.1',
        expiresAt: '2027-02-27T05:59:42.628Z'
      }
    ]
  },
  TrustStore: {
    id: 'ts_exNeOQ7w19vNJP1JG3CzK3',
    arn: 'arn:aws:cloudfront::123456789012:trust-store/ts_exNeOQ7w19vNJP1JG3CzK3',
    name: 'clients',
    status: 'pending',
    numberOfCaCertificates: 1,
    lastModifiedTime: '2026-11-29T06:00:32.628Z',
    etag: 'EB4TEF8N7SBV6K',
    config: {
      useClientCertificateOcspEndpoint: false
    }
  },
  TrustStorePage: {
    items: [
      {
        id: 'ts_exNeOQ7w19vNJP1JG3CzK3',
        arn: 'arn:aws:cloudfront::123456789012:trust-store/ts_exNeOQ7w19vNJP1JG3CzK3',
        name: 'clients',
        status: 'active',
        numberOfCaCertificates: 1,
        lastModifiedTime: '2026-11-29T06:22:42.628Z',
        etag: 'EUU8HE3FM7PYWX',
        config: {}
      }
    ]
  },
  VpcOrigin: {
    id: 'vo_MKqjB4GiCDC4mesw1yLTA4',
    arn: 'arn:aws:cloudfront::123456789012:vpcorigin/vo_MKqjB4GiCDC4mesw1yLTA4',
    status: 'Deploying',
    createdTime: '2026-11-29T06:00:22.628Z',
    lastModifiedTime: '2026-11-29T06:00:22.628Z',
    accountId: '123456789012',
    etag: 'EBZBFG4C2SRQXB',
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
        id: 'vo_MKqjB4GiCDC4mesw1yLTA4',
        status: 'Deployed',
        createdTime: '2026-11-29T06:00:22.628Z',
        lastModifiedTime: '2026-11-29T06:00:22.628Z',
        arn: 'arn:aws:cloudfront::123456789012:vpcorigin/vo_MKqjB4GiCDC4mesw1yLTA4',
        originEndpointArn:
          'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/internal/1a2b3c4d5e6f7081',
        accountId: '123456789012',
        config: {
          name: 'internal-load-balancer'
        }
      }
    ]
  },
  WebAcl: {
    webAclId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a'
  },
  WebAclWritten: {
    webAclId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a',
    findings: [
      {
        code: 'S3_ORIGIN_WITHOUT_ACCESS',
        severity: 'severe',
        pointer: '/origins/0',
        detail:
          'CloudFront does not sign its requests to this bucket: a private one, which is the norm, answers 403 to everything.',
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
          'A new bucket outside us-east-1 may answer with redirects under this name, which viewers get, and one in a Region opened after March 2019 answers 400. The name with the Region (bucket.s3.eu-west-1.amazonaws.com) works at once.'
      }
    ]
  },
  getLiveness: {
    status: 'live'
  },
  listOperations: {
    items: [
      {
        id: '20d2c4aa-a5f9-491f-ae65-bfd9b651e61e',
        kind: 'distribution.delete',
        status: 'succeeded',
        steps: [
          {
            title: 'Disabling the distribution',
            status: 'succeeded',
            startedAt: '2026-11-29T06:53:12.628Z',
            endedAt: '2026-11-29T06:53:22.628Z'
          },
          {
            title: 'Waiting for CloudFront to deploy the change',
            status: 'succeeded',
            startedAt: '2026-11-29T06:53:22.628Z',
            endedAt: '2026-11-29T06:53:32.628Z'
          },
          {
            title: 'Keeping the distribution disabled for the grace period',
            status: 'succeeded',
            startedAt: '2026-11-29T06:53:32.628Z',
            endedAt: '2026-11-29T06:53:42.628Z'
          },
          {
            title: 'Deleting the distribution',
            status: 'succeeded',
            startedAt: '2026-11-29T06:53:42.628Z',
            endedAt: '2026-11-29T06:53:52.628Z'
          }
        ],
        resource: '/distributions/EDQ1XXUQVI3JXX',
        createdAt: '2026-11-29T06:53:12.628Z',
        updatedAt: '2026-11-29T06:53:52.628Z',
        endedAt: '2026-11-29T06:53:52.628Z',
        typicalSeconds: 40
      }
    ]
  }
}

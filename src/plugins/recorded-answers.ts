/** Made by the test of the examples with RECORD_ANSWERS=1, in front of the local CloudFront. */
export const recordedAnswers: Readonly<Record<string, unknown>> = {
  Alias: {
    alias: 'www.example.com',
    distributionId: 'E648WZ3W2N0P5C'
  },
  AliasWritten: {
    alias: 'www.example.com',
    distributionId: 'E648WZ3W2N0P5C',
    findings: []
  },
  Aliases: {
    items: [
      {
        alias: 'www.example.com',
        distributionId: 'E648WZ3W2N0P5C'
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
        Sid: 'AllowCloudFrontE648WZ3W2N0P5C',
        Effect: 'Allow',
        Principal: {
          Service: 'cloudfront.amazonaws.com'
        },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::b/*',
        Condition: {
          StringEquals: {
            'AWS:SourceArn': 'arn:aws:cloudfront::123456789012:distribution/E648WZ3W2N0P5C'
          }
        }
      }
    ]
  },
  Distribution: {
    id: 'E648WZ3W2N0P5C',
    arn: 'arn:aws:cloudfront::123456789012:distribution/E648WZ3W2N0P5C',
    status: 'InProgress',
    lastModifiedTime: '2026-11-28T19:07:31.602Z',
    inProgressInvalidationBatches: 0,
    domainName: 'drrqgk4lwpoh9c.cloudfront.net',
    activeTrustedSigners: {
      enabled: false,
      items: []
    },
    activeTrustedKeyGroups: {
      enabled: false,
      items: []
    },
    etag: 'EQVT46FVSPPKE3',
    config: {
      callerReference: '999f5253-9143-46b1-b40d-f38c2adbd7da',
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
          originAccessControlId: 'EBS05VRWN51QTB'
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
          Sid: 'AllowCloudFrontE648WZ3W2N0P5C',
          Effect: 'Allow',
          Principal: {
            Service: 'cloudfront.amazonaws.com'
          },
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::mybucket/*',
          Condition: {
            StringEquals: {
              'AWS:SourceArn': 'arn:aws:cloudfront::123456789012:distribution/E648WZ3W2N0P5C'
            }
          }
        }
      }
    ]
  },
  DistributionPage: {
    items: [
      {
        id: 'E4X0SI2W94WU8X',
        arn: 'arn:aws:cloudfront::123456789012:distribution/E4X0SI2W94WU8X',
        status: 'Deployed',
        lastModifiedTime: '2026-11-28T19:07:51.602Z',
        domainName: 'dzbcpmlmnv4hkb.cloudfront.net',
        etag: 'ERQ6YT5K779MIQ',
        config: {
          aliases: [],
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
              originAccessControlId: 'EBS05VRWN51QTB'
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
      },
      {
        id: 'E648WZ3W2N0P5C',
        arn: 'arn:aws:cloudfront::123456789012:distribution/E648WZ3W2N0P5C',
        status: 'Deployed',
        lastModifiedTime: '2026-11-28T19:11:01.602Z',
        domainName: 'drrqgk4lwpoh9c.cloudfront.net',
        etag: 'ECY8N2EW07OWF1',
        aliasIcpRecordals: [
          {
            cname: 'www.example.com',
            icpRecordalStatus: 'APPROVED'
          }
        ],
        config: {
          aliases: ['www.example.com'],
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
              originAccessControlId: ''
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
          cacheBehaviors: [],
          customErrorResponses: [
            {
              errorCode: 404,
              responsePagePath: '/404.html',
              responseCode: 200,
              errorCachingMinTtl: 60
            }
          ],
          comment: 'The shop',
          priceClass: 'PriceClass_All',
          enabled: true,
          viewerCertificate: {
            cloudFrontDefaultCertificate: false,
            acmCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db',
            sslSupportMethod: 'sni-only',
            minimumProtocolVersion: 'TLSv1.2_2021',
            certificate: 'arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db',
            certificateSource: 'acm'
          },
          restrictions: {
            geoRestriction: {
              restrictionType: 'none',
              items: []
            }
          },
          webAclId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a',
          httpVersion: 'http2and3',
          isIpv6Enabled: true,
          staging: false,
          originGroups: [],
          connectionMode: 'direct'
        }
      }
    ]
  },
  DryRun: {
    dryRun: true,
    valid: true,
    diff: [
      {
        op: 'add',
        path: '/callerReference',
        value: '5f141b02-2de4-4578-b845-04625d7c9389'
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
      callerReference: '5f141b02-2de4-4578-b845-04625d7c9389',
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
    errorCachingMinTtl: 60,
    responsePagePath: '/404.html',
    responseCode: 200
  },
  ErrorPageWritten: {
    errorCode: 404,
    errorCachingMinTtl: 10,
    responsePagePath: '/404.html',
    responseCode: 200,
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
          'A new bucket outside us-east-1 answers with redirects under this name for up to a day. The name with the Region (bucket.s3.eu-west-1.amazonaws.com) works at once.'
      },
      {
        code: 'S3_HOST_WITHOUT_REGION',
        severity: 'info',
        pointer: '/origins/1/domainName',
        detail:
          'A new bucket outside us-east-1 answers with redirects under this name for up to a day. The name with the Region (bucket.s3.eu-west-1.amazonaws.com) works at once.'
      },
      {
        code: 'ORIGIN_UNUSED',
        severity: 'info',
        pointer: '/origins/0',
        detail: 'No behaviour and no origin group uses this origin.',
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
  Invalidation: {
    id: 'inv_81adec16-5f2c-4068-ab74-fa4fbd14908d',
    status: 'queued',
    warnings: [],
    priority: 'normal',
    pathCount: 2,
    createdAt: '2026-11-28T19:08:11.602Z',
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
    id: 'grp_e7b88d61-7736-447e-bbe4-24bc84b51ad1',
    status: 'queued',
    selector: {
      distributionIds: ['E648WZ3W2N0P5C']
    },
    counts: {
      failed: 0,
      queued: 1,
      cancelled: 0,
      inProgress: 0,
      succeeded: 0
    },
    progress: {
      total: 2,
      submitted: 0,
      completed: 0
    },
    warnings: [],
    createdAt: '2026-11-28T19:07:41.602Z',
    paths: ['/index.html', '/img/*'],
    cacheTags: [],
    children: [
      {
        distributionId: 'E648WZ3W2N0P5C',
        id: 'inv_e7b88d61-7736-447e-bbe4-24bc84b51ad1_0',
        status: 'queued',
        priority: 'normal',
        pathCount: 2,
        createdAt: '2026-11-28T19:07:41.602Z',
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
        groupId: 'grp_e7b88d61-7736-447e-bbe4-24bc84b51ad1'
      }
    ],
    estimatedSeconds: 1
  },
  InvalidationGroupPage: {
    items: [
      {
        id: 'grp_e7b88d61-7736-447e-bbe4-24bc84b51ad1',
        status: 'succeeded',
        selector: {
          distributionIds: ['E648WZ3W2N0P5C']
        },
        counts: {
          failed: 0,
          queued: 0,
          cancelled: 0,
          inProgress: 0,
          succeeded: 1
        },
        progress: {
          total: 2,
          submitted: 2,
          completed: 2
        },
        warnings: [],
        createdAt: '2026-11-28T19:07:41.602Z',
        endedAt: '2026-11-28T19:08:01.602Z'
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
        status: 'inProgress',
        cloudFrontInvalidationId: 'IQDCMEZVQW9588QBWVH9IIRRT'
      }
    ]
  },
  InvalidationPage: {
    items: [
      {
        id: 'inv_81adec16-5f2c-4068-ab74-fa4fbd14908d',
        status: 'queued',
        priority: 'normal',
        pathCount: 2,
        createdAt: '2026-11-28T19:08:11.602Z',
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
        warnings: []
      },
      {
        id: 'inv_e7b88d61-7736-447e-bbe4-24bc84b51ad1_0',
        status: 'succeeded',
        priority: 'normal',
        pathCount: 2,
        createdAt: '2026-11-28T19:07:41.602Z',
        submittedAt: '2026-11-28T19:07:51.602Z',
        endedAt: '2026-11-28T19:08:01.602Z',
        cloudFrontInvalidations: [
          {
            id: 'IQDCMEZVQW9588QBWVH9IIRRT',
            status: 'Completed'
          }
        ],
        progress: {
          total: 2,
          submitted: 2,
          completed: 2
        },
        warnings: [],
        groupId: 'grp_e7b88d61-7736-447e-bbe4-24bc84b51ad1'
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
      completedSeconds: 10,
      typicalSeconds: 10,
      samples: 1
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
      invalidations: 1,
      paths: 2
    },
    month: {
      paths: 2,
      freeLeft: 998,
      usd: 0
    },
    durationSeconds: {
      p50: 10,
      p95: 10,
      samples: 1
    }
  },
  Liveness: {
    status: 'live'
  },
  MonitoringSubscription: {
    realtimeMetricsSubscriptionConfig: {
      realtimeMetricsSubscriptionStatus: 'Enabled'
    }
  },
  Operation: {
    id: '7f21628f-b30c-48d0-9a58-a51f84e67422',
    kind: 'distribution.delete',
    status: 'running',
    steps: [
      {
        title: 'Disabling the distribution',
        status: 'running',
        startedAt: '2026-11-28T19:17:41.602Z'
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
    resource: '/distributions/E648WZ3W2N0P5C',
    createdAt: '2026-11-28T19:17:41.602Z',
    updatedAt: '2026-11-28T19:17:41.602Z'
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
          'A new bucket outside us-east-1 answers with redirects under this name for up to a day. The name with the Region (bucket.s3.eu-west-1.amazonaws.com) works at once.'
      },
      {
        code: 'ORIGIN_UNUSED',
        severity: 'info',
        pointer: '',
        detail: 'No behaviour and no origin group uses this origin.',
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
  },
  ProblemType: {
    type: '/problems/ETAG_MISMATCH',
    code: 'ETAG_MISMATCH',
    title: 'The resource was modified concurrently',
    status: 412,
    class: 'conflict',
    actor: 'The caller, or whoever else works on the resource: its state does not allow the request.',
    retryable: false,
    remedy: 'Read the current version, make the change on it, and send it with the new ETag.',
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
      },
      {
        type: '/problems/ALREADY_THERE',
        code: 'ALREADY_THERE',
        title: 'If-None-Match: * was sent, and there is one already',
        status: 412,
        class: 'conflict',
        actor: 'The caller, or whoever else works on the resource: its state does not allow the request.',
        retryable: false,
        remedy: 'Omit If-None-Match to replace it, or choose another address.',
        cloudFrontCodes: []
      }
    ]
  },
  Readiness: {
    status: 'ready',
    degraded: false,
    backend: 'local',
    cloudFront: {
      answers: true,
      checkedAt: '2026-11-28T19:11:51.602Z'
    },
    store: {
      answers: true
    }
  },
  Tags: {
    team: 'web',
    stage: 'production'
  },
  WebAclWritten: {
    webAclId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/473e64fd-f30b-4765-81a0-62ad96dd167a',
    findings: [
      {
        code: 'NO_DEFAULT_ROOT_OBJECT',
        severity: 'warning',
        pointer: '/defaultRootObject',
        detail:
          'A bucket has no index page: the address without a path answers 403, or lists its keys where it may be listed.',
        fix: {
          defaultRootObject: 'index.html'
        }
      }
    ]
  },
  getLiveness: {
    status: 'live'
  },
  listOperations: {
    items: [
      {
        id: '7f21628f-b30c-48d0-9a58-a51f84e67422',
        kind: 'distribution.delete',
        status: 'waiting',
        steps: [
          {
            title: 'Disabling the distribution',
            status: 'succeeded',
            startedAt: '2026-11-28T19:17:41.602Z',
            endedAt: '2026-11-28T19:17:51.602Z'
          },
          {
            title: 'Waiting for CloudFront to deploy the change',
            status: 'waiting',
            startedAt: '2026-11-28T19:17:51.602Z'
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
        resource: '/distributions/E648WZ3W2N0P5C',
        nextCheckAt: '2026-11-28T19:17:56.602Z',
        createdAt: '2026-11-28T19:17:41.602Z',
        updatedAt: '2026-11-28T19:17:51.602Z'
      }
    ]
  }
}

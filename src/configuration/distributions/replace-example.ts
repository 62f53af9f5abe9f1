/** A whole configuration as GET shows it; `callerReference` is left out, so that it fits any distribution. */
export const replaceExample = {
  aliases: [],
  defaultRootObject: 'index.html',
  origins: [
    {
      id: 'bucket',
      domainName: 'mybucket.s3.amazonaws.com',
      originPath: '',
      customHeaders: [],
      s3OriginConfig: { originAccessIdentity: '' }
    }
  ],
  defaultCacheBehavior: {
    targetOriginId: 'bucket',
    viewerProtocolPolicy: 'redirect-to-https',
    allowedMethods: { items: ['HEAD', 'GET'], cachedMethods: ['HEAD', 'GET'] },
    smoothStreaming: false,
    compress: true,
    lambdaFunctionAssociations: [],
    fieldLevelEncryptionId: '',
    cachePolicy: 'CachingOptimized'
  },
  cacheBehaviors: [],
  customErrorResponses: [],
  comment: 'The shop',
  logging: { enabled: false, includeCookies: false, bucket: '', prefix: '' },
  priceClass: 'PriceClass_All',
  enabled: true,
  viewerCertificate: { cloudFrontDefaultCertificate: true },
  restrictions: { geoRestriction: { restrictionType: 'none', items: [] } },
  webAclId: '',
  httpVersion: 'http2and3'
}

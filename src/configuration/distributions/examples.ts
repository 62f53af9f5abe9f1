/**
 * Bodies of `POST /distributions` for the OpenAPI document, each of which works unchanged. The API page prefills the
 * first one.
 */
export const creationExamples = {
  privateBucket: {
    summary: 'A private S3 bucket',
    description:
      'CloudFront signs its requests to the bucket; GET …/bucket-policy returns the policy that the bucket needs.',
    value: {
      origins: [{ domainName: 'mybucket.s3.us-east-1.amazonaws.com', originAccess: 'managed' }],
      defaultRootObject: 'index.html'
    }
  },
  singlePageApp: {
    summary: 'A single-page application in a private S3 bucket',
    description: 'For missing files, which are 403 in a private bucket, viewers get the application.',
    value: {
      origins: [{ domainName: 'mybucket.s3.us-east-1.amazonaws.com', originAccess: 'managed' }],
      defaultRootObject: 'index.html',
      spa: true
    }
  },
  s3Website: {
    summary: 'The website of an S3 bucket',
    description: 'Its own index and error documents are used. It supports HTTP only and is public.',
    value: { origins: [{ domainName: 'mybucket.s3-website-us-east-1.amazonaws.com' }] }
  },
  ownServer: {
    summary: 'Your own server',
    description: 'CloudFront connects over HTTPS; the server needs a certificate for this name.',
    value: { origins: [{ domainName: 'origin.example.com' }] }
  },
  ec2: {
    summary: 'An application on EC2',
    description:
      'By its public name, over HTTP: nothing is cached, and everything that viewers send except the Host header is ' +
      'forwarded.',
    value: { origins: [{ domainName: 'ec2-203-0-113-25.compute-1.amazonaws.com', app: true }] }
  },
  loadBalancer: {
    summary: 'An application behind a load balancer',
    description: 'Only files below /static/ are cached.',
    value: {
      origins: [{ domainName: 'my-app-1234567890.us-east-1.elb.amazonaws.com', app: true }],
      cacheBehaviors: [
        {
          pathPattern: '/static/*',
          targetOriginId: 'my-app-1234567890.us-east-1.elb.amazonaws.com',
          cachePolicy: 'CachingOptimized'
        }
      ]
    }
  }
}

import { type Subject } from '../families/row.ts'
import { type TrustStoreContent } from '../records.ts'
import { nameRule } from './name.ts'
import { type Rule } from './rule.ts'

/** API reference, CreateTrustStore and CaCertificatesBundleS3Location. */
export const trustStoreRules: readonly Rule<Subject<TrustStoreContent>>[] = [
  // The format is inferred.
  nameRule(64, '.'),
  {
    code: 'InvalidArgument',
    message: 'The parameter CaCertificatesBundleSource must name the bucket, the key and the region of a bundle in S3.',
    brokenBy: ({ config: { CaCertificatesBundleSource: source } }) => {
      const place = source.CaCertificatesBundleS3Location
      return !(place?.Bucket && place.Key && /^[a-z]{2}(-[a-z]+)+-\d$/.test(place.Region))
    }
  }
]

import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { ServiceError } from '../../../errors.ts'
import { type Form } from '../../editing/config-forms.ts'
import { findingsOf } from './index.ts'
import { type Finding } from './schemas.ts'

/** Throws SEVERE_FINDINGS, naming each place, where there are severe ones. */
function refuseSevere(findings: readonly Finding[]): void {
  const severe = findings.filter(({ severity }) => severity === 'severe')
  if (severe.length === 0) return
  const errors = severe.map(({ code, pointer, detail }) => ({ pointer, detail: `${code}: ${detail}` }))
  throw new ServiceError('SEVERE_FINDINGS', 'CloudFront would take this configuration, and it would not work.', {
    errors
  })
}

/** The same for a whole configuration. */
export function refuseSevereIn(config: DistributionConfig, form: Form): void {
  refuseSevere(findingsOf(config, form))
}

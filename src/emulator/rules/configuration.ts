import { structure } from '../../cloudfront/model/shapes.ts'
import { type Config, type QuotasRecord } from '../records.ts'
import { aliasAndCertificateRules } from './aliases-and-certificate.ts'
import { checkBehaviors } from './behaviors.ts'
import { stagingRules } from './continuous-deployment.ts'
import { checkDistributionQuotas } from './distribution-quotas.ts'
import { checkErrorResponses } from './error-responses.ts'
import { generalRules } from './general.ts'
import { checkMultiTenant } from './multi-tenant.ts'
import { checkOriginGroups } from './origin-groups.ts'
import { checkOrigins } from './origins.ts'
import { checkQuantities } from './quantities.ts'
import { restrictionRules } from './restrictions.ts'
import { checkRules } from './rule.ts'

/** Refuses, with CloudFront's code, a configuration that is invalid regardless of the account's other resources. */
export function checkConfiguration(config: Config, quotas: QuotasRecord): void {
  checkQuantities(structure('DistributionConfig'), config, 'DistributionConfig')
  checkDistributionQuotas(config, quotas)
  checkRules(config, generalRules)
  checkMultiTenant(config)
  checkRules(config, stagingRules)
  checkOrigins(config, quotas)
  checkOriginGroups(config)
  checkBehaviors(config)
  checkErrorResponses(config)
  checkRules(config, aliasAndCertificateRules)
  checkRules(config, restrictionRules)
}

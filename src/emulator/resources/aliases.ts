import { type Account } from '../families/account.ts'
import { ACCOUNT_ID } from '../identifiers.ts'
import { pageById, plainList } from '../paging.ts'
import { aliasesOf, type Config, type DistributionRecord, DISTRIBUTIONS, isMultiTenant } from '../records.ts'
import { type Quotas } from '../quotas.ts'
import { hasOwnCertificate, INVALID_ALIAS, isAlias } from '../rules/aliases-and-certificate.ts'
import { TOO_MANY_ALIASES } from '../rules/distribution-quotas.ts'
import { type Store } from '../store.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { type DistributionRegister } from './distribution-register.ts'

interface AliasDeps {
  readonly store: Store
  readonly register: DistributionRegister
  readonly quotas: Quotas
  readonly account: Account
}

/** Aliases on their own: finding conflicts, and moving an alias atomically. */
export function aliasHandlers({ store, register, quotas, account }: AliasDeps): Handlers {
  /** A distribution with a certificate, which entitles it to the alias; which names it covers is unknown here. */
  function entitled(id: string, alias: string): DistributionRecord {
    const record = register.get(id)
    if (!isAlias(alias)) throw fault('InvalidArgument', INVALID_ALIAS)
    if (!hasOwnCertificate(record.config)) {
      throw fault('InvalidArgument', 'The distribution has no certificate that includes the alias.')
    }
    return record
  }

  function withAliases(record: DistributionRecord, aliases: readonly string[]): DistributionRecord {
    const Aliases: Config['Aliases'] = { Quantity: aliases.length, ...(aliases.length > 0 && { Items: [...aliases] }) }
    return register.revised(record, { ...record.config, Aliases })
  }

  return {
    AssociateAlias({ TargetDistributionId, Alias }) {
      const target = entitled(TargetDistributionId, Alias)
      if (target.config.Staging || isMultiTenant(target.config)) {
        throw fault('IllegalUpdate', 'The target distribution is of a type that cannot have aliases.')
      }
      const present = aliasesOf(target.config)
      if (present.includes(Alias)) return {}
      if (present.length >= quotas.get().aliasesPerDistribution) {
        throw fault('TooManyDistributionCNAMEs', TOO_MANY_ALIASES)
      }
      const sources = register.all().filter(({ config }) => aliasesOf(config).includes(Alias))
      if (sources.length === 0 && account.hasHostName([Alias], target.id)) {
        throw fault('IllegalUpdate', 'The alias belongs to a resource that is not a distribution.')
      }
      const changed = [
        withAliases(target, [...present, Alias]),
        ...sources.map(source =>
          withAliases(
            source,
            aliasesOf(source.config).filter(alias => alias !== Alias)
          )
        )
      ]
      store.commit(changed.map(record => [DISTRIBUTIONS, record.id, record]))
      return {}
    },

    ListConflictingAliases(input) {
      const asking = entitled(input.DistributionId, input.Alias)
      const conflicts = register
        .all()
        .filter(({ id }) => id !== asking.id)
        .flatMap(({ id, config }) => aliasesOf(config).map(alias => ({ id, alias })))
        .filter(({ alias }) => covers(alias, input.Alias) || covers(input.Alias, alias))
      const page = pageById(conflicts, ({ alias }) => alias, input)
      const items = page.items.map(({ id, alias }) => ({
        Alias: alias,
        DistributionId: halfHidden(id),
        AccountId: halfHidden(ACCOUNT_ID)
      }))
      return { ConflictingAliasesList: plainList({ ...page, items }) }
    }
  }
}

/** A wildcard stands for any number of labels (Developer Guide, "Use wildcards in alternate domain names"). */
export function covers(alias: string, name: string): boolean {
  return alias === name || (alias.startsWith('*.') && name.endsWith(alias.slice(1)))
}

/** As in the examples of list-conflicting-aliases and list-domain-conflicts: asterisks for the first half. */
export function halfHidden(text: string): string {
  const hidden = Math.floor(text.length / 2)
  return '*'.repeat(hidden) + text.slice(hidden)
}

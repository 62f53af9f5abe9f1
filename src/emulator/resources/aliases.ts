import { ACCOUNT_ID } from '../identifiers.ts'
import { pageById, plainList } from '../paging.ts'
import { aliasesOf, type Config, type DistributionRecord, DISTRIBUTIONS, isMultiTenant } from '../records.ts'
import {
  ALIASES_MAX,
  hasOwnCertificate,
  INVALID_ALIAS,
  isAlias,
  TOO_MANY_ALIASES
} from '../rules/aliases-and-certificate.ts'
import { type Store } from '../store.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { type DistributionRegister } from './distribution-register.ts'

/** Aliases beside their distributions: which ones are in each other's way, and moving one without a moment in between. */
export function aliasHandlers({ store, register }: { store: Store; register: DistributionRegister }): Handlers {
  /** A distribution whose certificate shows that its owner may have the alias; what a certificate covers is not known here. */
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
        throw fault('IllegalUpdate', 'The target distribution is of a kind that has no aliases.')
      }
      if (register.tenantWith(Alias)) {
        throw fault('IllegalUpdate', 'The alias is a domain of a distribution tenant.')
      }
      const present = aliasesOf(target.config)
      if (present.includes(Alias)) return {}
      if (present.length >= ALIASES_MAX) throw fault('TooManyDistributionCNAMEs', TOO_MANY_ALIASES)
      const sources = register.all().filter(({ config }) => aliasesOf(config).includes(Alias))
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
function covers(alias: string, name: string): boolean {
  return alias === name || (alias.startsWith('*.') && name.endsWith(alias.slice(1)))
}

/** As in the examples of list-conflicting-aliases and list-domain-conflicts: stars for the first half. */
function halfHidden(text: string): string {
  const hidden = Math.floor(text.length / 2)
  return '*'.repeat(hidden) + text.slice(hidden)
}

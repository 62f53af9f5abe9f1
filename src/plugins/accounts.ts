import { type FastifyInstance, type FastifyRequest, type FastifySchema } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { hook } from './hooks.ts'
import Type, { type TObject, type TSchema } from 'typebox'
import { type Accounts, type ListedAccount } from '../accounts/accounts.ts'
import { ServiceError } from '../errors.ts'
import { DRY_RUN_PREFIX } from './dry-runs.ts'
import { attachAccount } from './request-context.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Whether the route has the parameter `account`, and what is done without it. Lists from the store set `filter`;
     * the others are determined from the route's CloudFront operations.
     */
    accounts?: 'create' | 'filter' | 'other' | undefined
  }
  interface FastifyRequest {
    /** For lists from the store: the account that they are limited to. */
    listedAccount?: ListedAccount | undefined
  }
}

/** Routes without the parameter: ids determine the account, or they are about all accounts. */
const WITHOUT = /^\/(invalidations|operations|health|metrics|audit)(\/|$)|:distributionId|\/invalidations(\/|$)/

/**
 * The parameter `account`, for new resources, lists and names; on other routes the id in the address determines the
 * account. Registered only if there are several AWS accounts.
 */
export const accounts = forAllRoutes<{ accounts: Accounts }>(async (app: FastifyInstance, { accounts }) => {
  const { names, byDefault } = accounts
  const Account = Type.Optional(
    Type.Enum([...names], {
      type: 'string',
      description:
        'The AWS account. Default: that of the id in the address, or all accounts for a list; new resources are created in ' +
        (byDefault === undefined ? 'none, so it is required.' : `\`${byDefault}\`.`)
    })
  )
  const ListedAccount = Type.Optional(
    Type.Enum([...names], {
      type: 'string',
      description: 'Only those in this AWS account; for groups, those with any part in it.'
    })
  )
  app.decorateRequest('listedAccount', undefined)
  app.addHook('onRoute', route => {
    const { schema } = route
    if (schema && route.config?.accounts === 'filter') {
      route.schema = withAccountParameter(schema, ListedAccount)
      return
    }
    const address = route.url.startsWith(DRY_RUN_PREFIX) ? route.url.slice(DRY_RUN_PREFIX.length) : route.url
    if (!schema || (schema['x-cloudfront-operations'] ?? []).length === 0 || WITHOUT.test(address)) return
    route.schema = withAccountParameter(schema, Account)
    const isCreation = /^(create|dryRunCreate)/.test(schema.operationId ?? '') && !address.includes(':')
    route.config = { ...route.config, accounts: isCreation ? 'create' : 'other' }
  })

  app.addHook(
    'preHandler',
    hook(request => {
      const { accounts: kind } = request.routeOptions.config
      const { distributionId } = request.params as { distributionId?: string }
      if (kind === undefined) {
        if (distributionId !== undefined) attachAccount(request, { subject: distributionId })
        return
      }
      if (kind === 'filter') {
        const name = takeAccount(request)
        request.listedAccount = name === undefined ? undefined : { name, identity: accounts.identityOf(name) }
        return
      }
      const named = withinLimits(request, takeAccount(request), names)
      if (named !== undefined) attachAccount(request, { account: named })
      else if (kind === 'create') attachAccount(request, { account: byDefault ?? refuse(names) })
      else attachAccount(request, { byDefault })
    })
  )
})

function withAccountParameter(schema: FastifySchema, account: TSchema): FastifySchema {
  const { properties = {} } = (schema.querystring ?? {}) as Partial<TObject>
  return { ...schema, querystring: Type.Object({ ...properties, account }) }
}

/** Removes it from the query, because services take all remaining members for filters. */
function takeAccount(request: FastifyRequest): string | undefined {
  const query = request.query as { account?: string }
  const { account } = query
  delete query.account
  return account
}

/**
 * A caller who is limited to some accounts can read shared resources only in those. Throws OUTSIDE_LIMITS for another
 * account, and ACCOUNT_REQUIRED if the choice is not unique.
 */
function withinLimits(
  { caller, routeOptions }: FastifyRequest,
  named: string | undefined,
  names: readonly string[]
): string | undefined {
  const limits = caller.grant.distributions?.accounts
  if (!limits || routeOptions.config.extent !== 'shared') return named
  const theirs = names.filter(name => limits.includes(name))
  const [only] = theirs
  if (only === undefined || (named !== undefined && !theirs.includes(named))) {
    throw outsideLimits(limits)
  }
  return named ?? (theirs.length === 1 ? only : refuse(theirs, 'The token is for several accounts.'))
}

function outsideLimits(limits: readonly string[]): ServiceError {
  return new ServiceError('OUTSIDE_LIMITS', `The token is limited to accounts: ${limits.join(', ')}.`)
}

function refuse(names: readonly string[], detail = 'A new resource needs an account.'): never {
  throw new ServiceError('ACCOUNT_REQUIRED', detail, {
    errors: [{ parameter: 'account', detail: `must be one of ${names.join(', ')}` }],
    remedy: `Name one of the accounts with ?account=: ${names.join(', ')}.`
  })
}

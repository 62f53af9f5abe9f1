import { type DryRunOutcome } from '../../configuration/distributions/dry-run.ts'
import { type DistributionEditor } from '../../configuration/editing/edit.ts'
import { type IfMatch } from '../../configuration/editing/if-match.ts'
import { type ErrorPagesChange, inConfig, noErrorPage } from '../../configuration/distributions/error-pages/changes.ts'
import { toErrorPagesVersion } from '../../configuration/distributions/error-pages/mapper.ts'
import {
  type ErrorPage,
  type ErrorPages,
  type ErrorPageWritten
} from '../../configuration/distributions/error-pages/schemas.ts'

export interface ErrorPagesVersion {
  readonly errorPages: ErrorPages
  /** Of the distribution's whole configuration, which error pages are part of. */
  readonly etag: string
}

export interface ErrorPageVersion {
  readonly errorPage: ErrorPage
  readonly etag: string
}

export type ErrorPageService = ReturnType<typeof createErrorPageService>

export function createErrorPageService({ editor }: { editor: DistributionEditor }) {
  async function get(distributionId: string): Promise<ErrorPagesVersion> {
    const { config, etag } = await editor.read(distributionId)
    return { errorPages: toErrorPagesVersion(config), etag }
  }

  return {
    get,

    /** Throws ERROR_PAGE_NOT_FOUND where nothing is configured for the code. */
    async getOne(distributionId: string, errorCode: number): Promise<ErrorPageVersion> {
      const { errorPages, etag } = await get(distributionId)
      return { errorPage: requireOne(distributionId, errorPages, errorCode), etag }
    },

    /** Changes the list and nothing else, also beside other writers. Safe to repeat if the change is. */
    async edit(
      distributionId: string,
      change: ErrorPagesChange,
      ifMatch: IfMatch | undefined
    ): Promise<ErrorPagesVersion> {
      const { config, etag } = await editor.edit(distributionId, ifMatch, inConfig(change))
      return { errorPages: toErrorPagesVersion(config), etag }
    },

    /** What `edit` would do. Reads only. */
    async preview(
      distributionId: string,
      change: ErrorPagesChange,
      ifMatch: IfMatch | undefined
    ): Promise<DryRunOutcome> {
      return editor.preview(distributionId, ifMatch, inConfig(change))
    }
  }
}

/** Throws ERROR_PAGE_NOT_FOUND. */
export function requireOne(distributionId: string, { items }: ErrorPages, errorCode: number): ErrorPage {
  const errorPage = items.find(page => page.errorCode === errorCode)
  if (!errorPage) throw noErrorPage(distributionId, errorCode)
  return errorPage
}

/** The entry with what was found of it, whose pointers are into it. Throws ERROR_PAGE_NOT_FOUND. */
export function requireWritten(distributionId: string, errorPages: ErrorPages, errorCode: number): ErrorPageWritten {
  const errorPage = requireOne(distributionId, errorPages, errorCode)
  const place = `/items/${errorPages.items.indexOf(errorPage)}`
  const findings = errorPages.findings
    .filter(({ pointer }) => pointer === place || pointer.startsWith(`${place}/`))
    .map(finding => ({ ...finding, pointer: finding.pointer.slice(place.length) }))
  return { ...errorPage, findings }
}

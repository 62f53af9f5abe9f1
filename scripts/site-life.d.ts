export function runSiteLife(
  base: string,
  options: { name: string; token?: string | undefined; log?: (line: string) => void }
): Promise<void>

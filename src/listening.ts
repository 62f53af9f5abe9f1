import { ConfigError } from './config.ts'

/** Resolves with the address. Throws a ConfigError that names the variable if the port is in use or not permitted. */
export async function listening<Address>(address: Promise<Address>, variable: string, port: number): Promise<Address> {
  try {
    return await address
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw new ConfigError(
        `${variable}: port ${port} is in use by another process; choose another one, or 0 for any free one.`
      )
    }
    if (code === 'EACCES')
      throw new ConfigError(`${variable}: port ${port} needs more permissions than this process has.`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new ConfigError('HOST is not an address of this machine.')
    throw error
  }
}

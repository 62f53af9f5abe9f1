import { type FastifyPluginAsync, type FastifyTypeProvider, type RawServerDefault } from 'fastify'
import { type Static, type TSchema } from 'typebox'

/** Types a handler's params, query, headers and body by the TypeBox schemas of its route. */
interface TypeBoxProvider extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown
  serializer: this['schema'] extends TSchema ? Static<this['schema']> : unknown
}

/** The routes of one resource: `export const xRoutes: Routes<{ service: XService }> = async (app, { service }) => …` */
export type Routes<Options extends object> = FastifyPluginAsync<Options, RawServerDefault, TypeBoxProvider>

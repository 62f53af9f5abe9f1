import Type from 'typebox'

/** The member of an answer that `withAccount` adds. */
export const account = Type.Optional(Type.String({ description: 'The AWS account, if there are several.' }))

/** The text of src/cloudfront/model/typings.ts for the SDK that is installed. */
export function renderTypings(): string
/** `Structure.Member` of every member that the typings declare without a question mark. */
export function requiredMembers(): string[]

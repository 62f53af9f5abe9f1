/** Replaces the characters that XML documents cannot contain (XML 1.0, production Char), even as references, with U+FFFD. */
export function xmlCharacters(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
}

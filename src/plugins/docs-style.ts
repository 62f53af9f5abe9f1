/** A band that shows which CloudFront is in use before anything is pressed, in a different colour for AWS. */
export function docsStyle(backend: 'local' | 'aws'): string {
  const [ink, paper] = backend === 'local' ? ['#1b5e20', '#e8f5e9'] : ['#7a2e00', '#fff3e0']
  return `.swagger-ui .info .description blockquote {
  margin: 0 0 1em;
  padding: 0.75em 1em;
  border-left: 6px solid ${ink};
  background: ${paper};
}
.swagger-ui .info .description blockquote p {
  margin: 0;
  color: ${ink};
  font-size: 16px;
  font-weight: 600;
}
/* The whole document is at /openapi.json, which the description links; this would be the page's own view of it. */
.swagger-ui .info hgroup.main > a {
  display: none;
}
.swagger-ui .local-url {
  display: block;
  margin: 0.5em 0;
}
/* Its end is at the button that copies the path. */
.swagger-ui .opblock-summary-operation-id {
  margin-right: 10px;
}
/* No answer has links. */
.swagger-ui .response-col_links {
  display: none;
}
`
}

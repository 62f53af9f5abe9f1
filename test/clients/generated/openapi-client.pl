use strict;
use warnings;
use JSON::PP;
use OpenAPI::Client;

# The three jobs with a client in Perl, whose methods OpenAPI::Client makes of the document, and which holds each request
# against the document before it sends it; writes what became of each as a line of JSON.
my ($url) = @ARGV;
my $client = OpenAPI::Client->new("$url/openapi.json", base_url => $url);
my $json = JSON::PP->new->canonical;

sub answer_of {
  my ($operation, @arguments) = @_;
  my $transaction = $client->$operation(@arguments);
  return $transaction->res->json unless $transaction->error;
  die "$operation: " . $transaction->res->body . "\n";
}

my $created = answer_of(
  createDistribution => {},
  json => {origins => [{domainName => 'mybucket.s3.eu-west-1.amazonaws.com', originAccess => 'managed'}]}
);
print $json->encode({id => $created->{id}, status => $created->{status}}), "\n";

my %path = (distributionId => $created->{id});
my $invalidated = answer_of(createInvalidation => {%path}, json => {paths => ['/index.html']});
print $json->encode({invalidation => $invalidated->{status}}), "\n";

my $would_be = answer_of(dryRunReplaceErrorPages => {%path}, json => {items => [{errorCode => 500}]});
print $json->encode({changes => [map { $_->{path} } @{$would_be->{diff}}]}), "\n";

my $pages = answer_of(
  replaceErrorPages => {%path},
  json => {items => [{errorCode => 404, responsePagePath => '/404.html', responseCode => 404}]}
);
print $json->encode($pages), "\n";

my $refused = $client->createInvalidation({distributionId => 'E1'}, json => {paths => ['/index.html']});
print $json->encode({refused => $refused->res->json->{code}}), "\n";

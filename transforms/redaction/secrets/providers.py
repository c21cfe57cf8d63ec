"""The table of credentials that show by their own shape, whatever stands around them.

It holds what providers document of their keys and tokens: the literal that starts them, the
alphabet and the length.  A mark is a short expression that every match contains; one pass over a
text looks for all marks at once, and only the shapes whose mark occurs are located.
"""

import dataclasses

_HEX = rb"[0-9a-f]"
_ALNUM = rb"[A-Za-z0-9]"
_URLSAFE = rb"[A-Za-z0-9_-]"
_UUID = rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """How one provider's credential looks.

    Attributes:
        name: provider and kind, for reports and tests.
        mark: an expression that occurs in every match, cheap to look for.
        pattern: the whole credential; where it has a group, the first group is the secret.
        floor: least entropy of the secret in bits a byte; 0 where the shape alone is proof and
            even a run of one letter in it is to be replaced.
        apart: bytes beside letters and digits that may not touch the credential either.
    """

    name: str
    mark: bytes
    pattern: bytes
    floor: float = 2.5
    apart: bytes = b""


def _prefixed(name: str, prefix: bytes, body: bytes, floor: float = 2.5) -> Shape:
    """A credential that starts with a literal (or a few of them)."""
    return Shape(name, prefix, b"(?:" + prefix + b")" + body, floor)


SHAPES: tuple[Shape, ...] = (
    # Cloud providers
    _prefixed("aws_access_key", rb"A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA", rb"[A-Z0-9]{16}", 0),
    _prefixed("aws_bedrock", rb"ABSK", rb"[A-Za-z0-9+/]{109,269}={0,2}"),
    _prefixed("aws_bedrock_short", rb"bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t", rb"", 0),
    _prefixed("aws_mws", rb"amzn\.mws\.", _UUID),
    _prefixed("alibaba_access_key", rb"LTAI", _ALNUM + rb"{20}"),
    Shape(
        "azure_storage",
        rb"(?:Account|SharedAccess)Key=",
        rb"(?:Account|SharedAccess)Key=([A-Za-z0-9+/]{40,88}={1,2})",
    ),
    Shape("azure_signature", rb"[?&]sig=", rb"[?&]sig=([A-Za-z0-9%+/]{43,60}(?:%3D|=))"),
    Shape(
        "azure_client_secret", rb"[0-9]Q~", rb"[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}", 3
    ),
    _prefixed("google_api_key", rb"AIza", _URLSAFE + rb"{35}", 3),
    _prefixed("google_oauth", rb"ya29\.", _URLSAFE + rb"{20,400}"),
    _prefixed("google_client_secret", rb"GOCSPX-", _URLSAFE + rb"{28}"),
    _prefixed("digitalocean", rb"do[opr]_v1_", _HEX + rb"{64}"),
    _prefixed("cloudflare_origin", rb"v1\.0-[0-9a-f]{4}", rb"[0-9a-f]{20}-[0-9a-f]{146}"),
    _prefixed("heroku", rb"HRKU-AA", _URLSAFE + rb"{58}"),
    _prefixed("flyio", rb"fo1_", _URLSAFE + rb"{43}"),
    _prefixed("flyio_macaroon", rb"fm[12][ar]?_", rb"[A-Za-z0-9+/]{100,}={0,3}"),
    _prefixed("scalingo", rb"tk-us-", _URLSAFE + rb"{48}"),
    _prefixed("yandex_cloud", rb"AQVN", _URLSAFE + rb"{35,38}", 3),
    Shape(
        "yandex_iam", rb"\bt1\.[A-Z0-9a-z_-]", rb"t1\.[A-Z0-9a-z_-]+=?=?\.[A-Z0-9a-z_-]{86}=?=?", 3
    ),
    _prefixed("yandex_aws", rb"\bYC", _URLSAFE + rb"{38}", 3.5),
    # Source hosts and package registries
    _prefixed("github", rb"gh[pousr]_", _ALNUM + rb"{36,255}"),
    _prefixed("github_fine_grained", rb"github_pat_", rb"[A-Za-z0-9_]{82}"),
    _prefixed("gitlab_routable", rb"gl(?:pat|rt)-", rb"[\w-]{27,300}\.[0-9a-z]{2}[0-9a-z]{7}"),
    _prefixed("gitlab", rb"gl(?:pat|dt|ft|rt|ffct)-", rb"[\w-]{20}"),
    _prefixed("gitlab_job", rb"glcbt-", rb"(?:[0-9a-zA-Z]{1,5}_)?[\w-]{20}"),
    _prefixed("gitlab_scim", rb"glsoat-", rb"[\w-]{20,50}"),
    _prefixed("gitlab_mail", rb"glimt-", rb"[\w-]{25}"),
    _prefixed("gitlab_trigger", rb"glptt-", rb"[\w-]{40}"),
    _prefixed("gitlab_agent", rb"glagent-", rb"[\w-]{50,1000}"),
    _prefixed("gitlab_application", rb"gloas-", rb"[\w-]{64}"),
    _prefixed("gitlab_runner", rb"GR1348941", rb"[\w-]{20,50}"),
    _prefixed("gitlab_session", rb"_gitlab_session=", rb"[0-9a-z]{32}"),
    _prefixed("atlassian", rb"AT[AC]TT3", rb"[\w=-]{180,}"),
    _prefixed("npm", rb"npm_", _ALNUM + rb"{36}"),
    Shape(
        "npm_registry",
        rb"/:_authToken=",
        rb"//[^\s:/]+/(?:[^\s:]*/)?:_authToken=\s*([^\s$]{10,})",
        0,
    ),
    _prefixed("pypi", rb"pypi-AgE", rb"[\w-]{82,1000}"),
    _prefixed("rubygems", rb"rubygems_", _HEX + rb"{48}"),
    _prefixed("nuget", rb"\boy2", rb"[a-z0-9]{43}", 3),
    _prefixed("clojars", rb"CLOJARS_", rb"[A-Za-z0-9]{60}"),
    _prefixed("crates_io", rb"\bcio", _ALNUM + rb"{32}", 3.5),
    _prefixed("docker_hub", rb"dckr_[po]at_", _URLSAFE + rb"{27,40}"),
    _prefixed("artifactory_key", rb"AKCp", _ALNUM + rb"{69}", 3),
    _prefixed("artifactory_reference", rb"cmVmd", _ALNUM + rb"{59}", 3),
    Shape(
        "artifactory_short",
        rb"AKC|AP[0-9A-F]",
        rb"(?:^|[\s=:\"])((?:AKC|AP[0-9A-F])[A-Za-z0-9]{10,12})(?:$|[\s\"])",
    ),
    # Messengers and mail
    _prefixed("slack_user", rb"xox[pe]-", rb"(?:[0-9]{10,13}-){2,3}[A-Za-z0-9-]{28,34}"),
    _prefixed("slack_bot", rb"xoxb-", rb"[0-9]{8,14}-[A-Za-z0-9-]{18,60}"),
    _prefixed("slack_workspace", rb"xox[ar]-", rb"(?:[0-9]-)?[0-9A-Za-z]{8,48}"),
    _prefixed("slack_legacy", rb"xox[os]-", rb"[0-9]+-[0-9]+-[0-9]+-[0-9a-fA-F]+"),
    _prefixed("slack_configuration", rb"xoxe(?:\.xox[bp])?-[0-9]-", rb"[A-Z0-9]{140,170}"),
    _prefixed("slack_app", rb"xapp-", rb"[0-9]-[A-Z0-9]+-[0-9]+-[a-z0-9]+"),
    Shape(
        "slack_webhook",
        rb"hooks\.slack\.com/",
        rb"(?:https?://)?hooks\.slack\.com/"
        rb"(?:services|workflows|triggers)/[A-Za-z0-9+/]{43,80}",
    ),
    Shape(
        "teams_webhook",
        rb"\.webhook\.office\.com/",
        rb"https://[a-z0-9]+\.webhook\.office\.com/webhookb2/[a-z0-9@-]{20,}"
        rb"/IncomingWebhook/[a-z0-9]{32}/[a-z0-9-]{36}",
    ),
    Shape(
        "discord_webhook",
        rb"/api/webhooks/",
        rb"https://(?:\w+\.)?discord(?:app)?\.com" rb"/api/webhooks/[0-9]{17,20}/[\w-]{60,80}",
    ),
    Shape(
        "discord_bot",
        rb"\.[\w-]{6}\.[\w-]{27}",
        rb"\b[MNOA][A-Za-z0-9_-]{23,25}\.[\w-]{6}\.[\w-]{27,38}",
        3.5,
    ),
    Shape(
        "telegram_bot",
        rb"[0-9]:A[\w-]{34}",
        rb"(?:^|[^0-9])([0-9]{5,16}:A[\w-]{34})(?:[^\w-]|$)",
        3,
    ),
    Shape("sendgrid", rb"SG\.", rb"SG\.[\w=-]{20,24}\.[\w=-]{39,50}", 3),
    _prefixed("sendinblue", rb"xkeysib-", rb"[0-9a-f]{64}-[A-Za-z0-9]{16}"),
    Shape("mailgun", rb"key-[0-9a-f]{32}", rb"(?:pub)?key-[0-9a-f]{32}", 3),
    Shape(
        "mailgun_signing",
        rb"[0-9a-h]-[0-9a-h]{8}-[0-9a-h]{8}",
        rb"\b[0-9a-h]{32}-[0-9a-h]{8}-[0-9a-h]{8}",
        3,
    ),
    Shape("mailchimp", rb"-us[0-9]", rb"\b[0-9a-f]{32}-us[0-9]{1,2}", 3),
    _prefixed("resend", rb"\bre_", rb"[A-Za-z0-9]{8}_[A-Za-z0-9]{24}", 3),
    Shape("twilio", rb"(?:SK|AC)[0-9a-z]{32}", rb"(?:SK|AC)[0-9a-z]{32}", 0),
    # Payment and shops
    _prefixed("stripe", rb"[sr]k_(?:live|test|prod)_", _ALNUM + rb"{10,99}"),
    _prefixed("stripe_webhook", rb"whsec_", rb"[A-Za-z0-9+/]{32,64}={0,2}"),
    _prefixed("square", rb"EAAA|sq0atp-|sq0csp-", rb"[\w-]{22,60}", 3),
    Shape(
        "braintree",
        rb"access_token\$",
        rb"access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}",
    ),
    _prefixed("shopify", rb"shp(?:at|ca|pa|ss)_", rb"[0-9a-fA-F]{32}"),
    _prefixed("shippo", rb"shippo_(?:live|test)_", _HEX + rb"{40}"),
    _prefixed("flutterwave", rb"FLW(?:PUB|SEC)K(?:_TEST)?-", rb"[0-9a-h]{12,32}(?:-X)?"),
    _prefixed("duffel", rb"duffel_(?:test|live)_", rb"[\w=-]{43}"),
    _prefixed("easypost", rb"EZ[AT]K", _ALNUM + rb"{54}", 3),
    _prefixed("plaid", rb"access-(?:sandbox|development|production)-", _UUID),
    _prefixed("lob", rb"(?:live|test)_(?:pub_)?[0-9a-f]{4}", _HEX + rb"{31}"),
    # Models and data
    _prefixed("anthropic_whole", rb"sk-ant-(?:api03|admin01|oat01)-", rb"[\w-]{93}AA", 0),
    _prefixed("anthropic", rb"sk-ant-", rb"[a-z0-9]+-[\w-]{80,120}"),
    Shape(
        "openai",
        rb"T3BlbkFJ",
        rb"sk-(?:(?:proj|svcacct|admin|None)-)?[\w-]{20,100}T3BlbkFJ[\w-]{20,100}",
    ),
    _prefixed("hugging_face", rb"hf_|api_org_", rb"[A-Za-z0-9]{34}"),
    _prefixed("groq", rb"gsk_", _ALNUM + rb"{52}"),
    _prefixed("xai", rb"\bxai-", _ALNUM + rb"{80}"),
    _prefixed("perplexity", rb"pplx-", _ALNUM + rb"{48}"),
    _prefixed("replicate", rb"\br8_", _ALNUM + rb"{37}"),
    _prefixed("databricks", rb"dapi[0-9a-f]{4}", rb"[0-9a-f]{28}(?:-[0-9])?"),
    _prefixed("airtable", rb"\bpat[A-Za-z0-9]{14}\.", rb"[0-9a-f]{64}"),
    _prefixed("notion", rb"ntn_", rb"[0-9]{11}[A-Za-z0-9]{35}"),
    _prefixed("planetscale", rb"pscale_(?:tkn|oauth|pw)_", rb"[\w=.-]{32,64}"),
    _prefixed("clickhouse", rb"\b4b1d", _ALNUM + rb"{38}", 3),
    _prefixed("supabase", rb"sbp_", _HEX + rb"{40}"),
    # Services of the last years: hosts, models, observability, marketing
    _prefixed("axiom", rb"xa[ap]t-", _UUID),
    _prefixed("apify", rb"apify_api_", _ALNUM + rb"{36}"),
    _prefixed("cerebras", rb"csk-[0-9a-z]{8}", rb"[0-9a-z]{40}"),
    _prefixed("clickup", rb"pk_[0-9]{4,10}_", rb"[A-Z0-9]{32}"),
    _prefixed("deno_deploy", rb"dd[op]_", _ALNUM + rb"{36}"),
    _prefixed("docker_organization", rb"dckr_oat_", _URLSAFE + rb"{27,40}"),
    _prefixed("elevenlabs", rb"sk_[0-9a-f]{8}", _HEX + rb"{40}"),
    _prefixed("firecrawl", rb"fc-[0-9a-f]{8}", _HEX + rb"{24}"),
    _prefixed("fireworks", rb"fw_", _ALNUM + rb"{22,24}", 3),
    _prefixed("hubspot", rb"pat-(?:na|eu|ap)[0-9]-", _UUID),
    _prefixed("klaviyo", rb"pk_[0-9a-f]{8}", _HEX + rb"{26}"),
    _prefixed("langfuse", rb"sk-lf-", _UUID),
    _prefixed("langsmith", rb"lsv2_(?:pt|sk)_", _HEX + rb"{32}_" + _HEX + rb"{10}"),
    _prefixed("launchdarkly", rb"(?:sdk|mob)-[0-9a-f]{8}-", _UUID[len(rb"[0-9a-f]{8}-") :]),
    _prefixed("neon", rb"napi_", rb"[0-9a-z]{64}"),
    _prefixed("netlify", rb"nfp_", _ALNUM + rb"{36}"),
    _prefixed("nvidia", rb"nvapi-", _URLSAFE + rb"{60,70}"),
    _prefixed("openrouter", rb"sk-or-v1-", _HEX + rb"{64}"),
    _prefixed("pinecone", rb"pcsk_", _ALNUM + rb"{5,6}_" + _ALNUM + rb"{63}"),
    _prefixed("posthog", rb"phx_", _ALNUM + rb"{40,64}"),
    _prefixed("render", rb"rnd_", _ALNUM + rb"{28,32}", 3),
    _prefixed("scaleway", rb"SCW[A-Z0-9]{4}", rb"[A-Z0-9]{13}", 3),
    _prefixed("stytch", rb"secret-(?:live|test)-", _URLSAFE + rb"{35,60}="),
    _prefixed("tavily", rb"tvly-", rb"(?:dev-|prod-)?" + _ALNUM + rb"{32}"),
    _prefixed("together", rb"tgp_v1_", _URLSAFE + rb"{43}"),
    _prefixed("wakatime", rb"waka_", _UUID),
    # Operations
    _prefixed("grafana_cloud", rb"glc_", rb"[A-Za-z0-9+/]{32,400}={0,3}"),
    _prefixed("grafana_service", rb"glsa_", rb"[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}"),
    _prefixed("grafana_key", rb"eyJrIjoi", rb"[A-Za-z0-9+/]{60,400}={0,3}"),
    _prefixed("new_relic", rb"NR(?:AK|JS|II|RA|AL)-", rb"[\w-]{19,32}"),
    _prefixed("sentry_user", rb"sntryu_", _HEX + rb"{64}"),
    _prefixed(
        "sentry_organization", rb"sntrys_eyJ", rb"[A-Za-z0-9+/]{40,500}={0,2}_[A-Za-z0-9+/]{43}"
    ),
    _prefixed("dynatrace", rb"dt0[a-z][0-9]{2}\.", rb"[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    _prefixed("hashicorp_vault", rb"hv[sbr]\.", rb"[\w-]{24,300}", 3),
    Shape("hashicorp_terraform", rb"\.atlasv1\.", rb"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}"),
    _prefixed(
        "doppler",
        rb"dp\.(?:ct|pt|st|sa|scim|audit)\.",
        rb"(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}",
    ),
    _prefixed("pulumi", rb"pul-", _HEX + rb"{40}"),
    _prefixed("prefect", rb"pn[ub]_", _ALNUM + rb"{36}"),
    _prefixed("postman", rb"PMAK-", rb"[0-9a-f]{24}-[0-9a-f]{34}"),
    _prefixed("readme", rb"rdme_", rb"[a-z0-9]{70}"),
    _prefixed("harness", rb"[ps]at\.[\w-]{22}\.", rb"[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}"),
    _prefixed("octopus", rb"\bAPI-[A-Z0-9]{4}", rb"[A-Z0-9]{22}", 3),
    _prefixed("openshift", rb"sha256~", _URLSAFE + rb"{43}", 3.5),
    _prefixed("sonar", rb"\bsq[upa]_", _HEX + rb"{40}"),
    _prefixed("sourcegraph", rb"sgp_", rb"(?:[0-9a-fA-F]{16}_|local_)?[0-9a-fA-F]{40}", 3),
    _prefixed("tailscale", rb"tskey-(?:api|auth|client|scim|webhook)-", rb"[\w-]{10,100}"),
    _prefixed("buildkite", rb"bkua_", rb"[0-9a-z]{40}"),
    _prefixed("circleci", rb"CCIPAT_", rb"[\w]{40,80}"),
    _prefixed("linear", rb"lin_(?:api|oauth)_", _ALNUM + rb"{40,64}"),
    _prefixed("infracost", rb"\bico-", _ALNUM + rb"{32}", 3),
    _prefixed("contentful", rb"CFPAT-", _URLSAFE + rb"{43}"),
    _prefixed("defined_networking", rb"dnkey-", rb"[\w=-]{26}-[\w=-]{52}"),
    _prefixed("endor_labs", rb"endr\+", rb"[\w-]{16}"),
    _prefixed("figma", rb"figd_", _URLSAFE + rb"{40,60}"),
    _prefixed("frame_io", rb"fio-u-", rb"[\w=-]{64}"),
    _prefixed("typeform", rb"tfp_", rb"[\w=.-]{59}"),
    _prefixed("settlemint", rb"sm_[pas]at_", _ALNUM + rb"{16}"),
    _prefixed("intra42", rb"s-s4t2(?:ud|af)-", _HEX + rb"{64}"),
    _prefixed("adobe", rb"p8e-", rb"[0-9a-zA-Z]{32}"),
    Shape("asana", rb"/[0-9]{16}:[0-9a-f]", rb"[0-9]/[0-9]{16}:[0-9a-f]{32}"),
    _prefixed("dropbox", rb"\bsl\.[\w-]{4}", rb"[\w=-]{131,152}"),
    Shape("facebook_app", rb"[0-9]{15}(?:\||%7C)", rb"\b[0-9]{15,16}(?:\||%7C)[\w-]{27,40}", 3),
    _prefixed("facebook_page", rb"EAA[MC]", _ALNUM + rb"{100,400}", 3.5),
    Shape("twitter_bearer", rb"A{22}[A-Za-z0-9%]", rb"\bA{22}[A-Za-z0-9%]{80,100}", 3),
    Shape(
        "mapbox",
        rb"\b[ps]k\.[A-Za-z0-9_-]",
        rb"\b[ps]k\.[A-Za-z0-9_-]{60,300}\.[A-Za-z0-9_-]{22}",
        3,
    ),
    Shape("maxmind", rb"_mmk\b", rb"[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk"),
    Shape(
        "authress",
        rb"[._-]acc[_-]",
        rb"(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}"
        rb"\.acc[_-][A-Za-z0-9-]{10,32}\.[A-Za-z0-9+/_=-]{30,120}",
    ),
    _prefixed("age", rb"AGE-SECRET-KEY-1", rb"[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}", 0),
    _prefixed("one_password", rb"ops_eyJ", rb"[A-Za-z0-9+/]{250,}={0,3}"),
    _prefixed(
        "one_password_key",
        rb"\bA3-[A-Z0-9]{6}-",
        rb"(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}",
        3,
    ),
    # Providers that the table does not know: a short prefix, as most have today, and a long draw
    Shape(
        "any_prefix",
        rb"[A-Za-z0-9]{2,8}[_-][A-Za-z0-9]{30}",
        rb"\b[A-Za-z][A-Za-z0-9]{1,7}[_-](?:[a-z0-9]{2,8}[_-]){0,2}[A-Za-z0-9]{30,120}\b",
        3.8,
        b"+/=-.#",  # Base64, paths, parts of longer names
    ),
    Shape(
        "any_secret_prefix",
        rb"(?:live|prod|pat|tok|token|secret|sk|oauth|apikey)[_-][a-z0-9]{32}",
        rb"\b(?:[A-Za-z0-9]{2,10}[_-]){0,2}"
        rb"(?:live|prod|pat|tok|token|secret|sk|oauth|apikey)[_-][a-z0-9]{32,100}",
        3.0,
    ),
    # Formats
    _prefixed("jwt", rb"eyJ[\w-]{6}", rb"[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?", 3),
    _prefixed("jwt_base64", rb"ZXlK", rb"[A-Za-z0-9+/_-]{60,}={0,2}", 3),
)

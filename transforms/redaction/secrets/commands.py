"""The table of commands and statements that take a password, and where in them it stands."""

import dataclasses

from repoloom.transforms.redaction.secrets import naming

GAP = rb"[\s\"',\\]{1,8}"  # between the words of a command, also of one written as a list
_LINE = rb"(?:[^\n|;&]|\\\n){0,300}?"
_WORD = rb"[\"']?([^\s\"'`;|&<>()\[\],]{4,})"

# `--api-token VALUE` of a command line, `ENV API_TOKEN VALUE` of a Dockerfile.
OPTION = (
    rb"(?i)(?:(?:^|[\s\"'=(\[])--?[A-Za-z0-9-]{0,30}"
    rb"|\b(?:ENV|ARG|SetEnv|setx)[ \t]+[A-Za-z0-9_]{0,40})"
    rb"(?:" + naming.PASSWORD + rb"|" + naming.SECRET + rb")[A-Za-z0-9_-]{0,20}"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Command:
    """A place in a command.

    Attributes:
        mark: an expression that occurs in every match, cheap to look for.
        pattern: the command up to the password, which is its first group.
        any_word: nothing but a password stands there, so any word is one.
    """

    mark: bytes
    pattern: bytes
    any_word: bool = True


def _behind(command: bytes, option: bytes) -> Command:
    """A command with its password as the word behind an option."""
    start = rb"\b" + command + rb"\b[\"']?" + _LINE
    return Command(
        rb"\b" + command, start + rb"[\s\"']" + option + rb"(?:" + GAP + rb"|=)" + _WORD, False
    )


# Commands of which the option and the password are one word: `mysql -pVALUE`.
_JOINED = rb"(?:mysql\w*|mariadb[\w-]*|mycli|xtrabackup|7za?|rar|unrar)"
_PIPED = (
    rb"(?:chpasswd|sudo[ \t]+-\w*S|su\b|kinit|passwd[ \t]+--stdin"
    rb"|\w+[ \t]+(?:registry[ \t]+)?login|gpg)"
)
_LOGINS = (
    rb"(?:sshpass|mongo\w*|cqlsh|twine[ \t]+upload|docker|podman|buildah|skopeo|nerdctl|helm|crane"
    rb"|oras|az|cf|oc|tower-cli|awx|influx|rdesktop|psexec|security[ \t]+[a-z]+-keychain)"
)

COMMANDS: tuple[Command, ...] = (
    Command(
        rb"\b" + _JOINED + rb"\b",
        rb"\b" + _JOINED + rb"[\"']?(?:[ \t,]" + _LINE + rb")??[\s\"']-p" + _WORD,
    ),
    _behind(_LOGINS, rb"-p"),
    _behind(rb"(?:redis-cli|htpasswd|http|https|xh|ipmitool)", rb"-a"),
    _behind(rb"(?:sqlcmd|bcp|unzip|zip|ipmitool|odo|mosquitto_\w+)", rb"-P"),
    _behind(rb"(?:plink|pscp|psftp|putty)(?:\.exe)?", rb"-pw"),
    _behind(rb"signtool(?:\.exe)?", rb"/p"),
    _behind(rb"ConvertTo-SecureString", rb"(?:-String)?"),
    _behind(rb"ldap\w+", rb"-w"),
    _behind(
        rb"(?:dotnet[ \t]+nuget|nuget|choco)\b[^\n]{0,80}?[ \t]push", rb"(?:-k|--api-key|-ApiKey)"
    ),
    _behind(rb"(?:keytool|jarsigner|apksigner)", rb"-(?:src|dest)?(?:store|key)pass(?:wd)?"),
    _behind(rb"(?:gpg2?|openssl|ssh-keygen)", rb"(?:--passphrase|-N|-k)"),
    _behind(rb"rabbitmqctl", rb"(?:add_user|change_password)" + GAP + rb"[\w.@-]+"),
    _behind(rb"aws[ \t]+configure[ \t]+set", rb"[\w.]*(?:key|token)\w*"),
    _behind(rb"htpasswd", rb"-\w*b\w*" + GAP + rb"\S+" + GAP + rb"[\w.@-]+"),
    _behind(rb"net[ \t]+user", rb"[\w.-]+"),
    Command(
        rb"@(?:tcp|unix)\(",  # the DSN of Go's MySQL drivers
        rb"\b[\w.-]{1,60}:([^\s:@\"'`/]{4,})@(?:tcp|unix)\(",
        False,
    ),
    Command(
        rb"\bsqlplus\b",
        rb"\bsqlplus\b(?:[ \t]+-\w+)*[ \t]+[\"']?[\w.]+/([^\s@\"']{4,})@",
        False,
    ),
    Command(rb"\blftp\b", rb"\blftp\b[^\n]{0,80}?[ \t]-u[ \t]*[\"']?[\w.@-]+,([^\s\"']{4,})"),
    Command(rb"sshpass", rb"\bsshpass[ \t]+-p" + _WORD),
    Command(
        rb"\bpass:",
        rb"\bpass(?:in|out)?[ \t\"',]+pass:([^\s\"'`;|&<>()\[\],]{4,})",
    ),
    Command(
        rb"-U",
        rb"\b(?:smbclient|rpcclient|smbmap|net)\b[^\n]{0,200}?[ \t]-U[ \t]*[\"']?[\w.\\/-]+%"
        rb"([^\s\"'`;|&]{4,})",
    ),
    Command(
        rb"(?i)identified|password",
        rb"(?i)\b(?:identified[ \t]+(?:with[ \t]+\S+[ \t]+)?(?:by|as)"
        rb"|(?:with|encrypted|login|role|user)\b[^\n;'\"]{0,60}[ \t]password)[ \t]*=?[ \t]*"
        rb"(?:password[ \t]+)?[\\\"']{1,2}([^\s'\"\\]{4,})[\\\"']",
        False,
    ),
    Command(rb"(?i)password\(", rb"(?i)\bpassword\([ \t]*'([^'\s]{4,})'", False),
    Command(
        rb"chpasswd|sudo|login|passwd|kinit|passphrase",
        rb"\becho[ \t]+(?:-[a-z]+[ \t]+)?[\"']?(?:[\w.-]+:)?([^\s\"'`;|&<>()]{4,})[\"']?"
        rb"[ \t]*\|[ \t]*(?:sudo[ \t]+)?" + _PIPED,
    ),
    Command(
        rb"requirepass|masterauth",
        rb"(?m)(?:^[ \t]*(?:requirepass|masterauth)[ \t]+"
        rb"|[\"'](?:requirepass|masterauth)(?:[\"'][ \t]*,)?[ \t]*)[\"']?([^\s\"',]{4,})",
    ),
    Command(
        rb":[0-9]{2,5}:",
        rb"(?m)^[\w.*-]+:(?:[0-9]{2,5}|\*):[\w.*-]+:[\w.*-]+:([^\s:\"'`{}<>,]{4,})$",
        False,
    ),
    Command(
        rb"\bmachine[ \t]",
        rb"\bmachine[ \t]+\S+\s+login[ \t]+\S+\s+password[ \t]+(\S{4,})",
    ),
)

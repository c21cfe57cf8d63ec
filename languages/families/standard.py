"""Names of standard libraries that a repository's own modules, headers and members may share."""


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# Modules of CPython 3.8 to 3.14.
PYTHON = words("""
    __future__ abc aifc annotationlib argparse array ast asynchat asyncio asyncore atexit audioop
    base64 bdb binascii binhex bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code
    codecs codeop collections colorsys compileall compression concurrent configparser contextlib
    contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis
    distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput
    fnmatch formatter fractions ftplib functools gc genericpath getopt getpass gettext glob
    graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io
    ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal
    math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib ntpath
    numbers opcode operator optparse os ossaudiodev parser pathlib pdb pickle pickletools pipes
    pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile
    pyclbr pydoc queue quopri random re readline reprlib resource rlcompleter runpy sched secrets
    select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd
    sqlite3 ssl stat statistics string stringprep struct subprocess sunau symtable sys sysconfig
    syslog tabnanny tarfile telnetlib tempfile termios test textwrap this threading time timeit
    tkinter token tokenize tomllib trace traceback tracemalloc tty turtle types typing unicodedata
    unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib
    xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
    """)

# Modules of Node.js.
NODE = words("""
    assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel
    dns domain events fs http http2 https inspector module net os path perf_hooks process punycode
    querystring readline repl stream string_decoder sys timers tls trace_events tty url util v8 vm
    wasi worker_threads zlib
    """)

# Headers of ISO C and POSIX.
C_HEADERS = frozenset(
    f"{name}.h"
    for name in words("""
    assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign
    stdarg stdatomic stdbit stdbool stdckdint stddef stdint stdio stdlib stdnoreturn string tgmath
    threads time uchar wchar wctype aio cpio dirent dlfcn fcntl fmtmsg fnmatch ftw glob grp iconv
    langinfo libgen monetary mqueue ndbm netdb nl_types poll pthread pwd regex sched search
    semaphore spawn strings stropts syslog tar termios trace ulimit unistd utime utmpx wordexp
    windows malloc memory alloca endian getopt
    """)
)

# Members of types of .NET, and its extensions of sequences.
DOTNET_MEMBERS = words("""
    Add AddRange Aggregate All Any Append Average Cast Clear Close Compare CompareTo Concat
    Contains ContainsKey CopyTo Count Dispose Distinct ElementAt EndsWith Equals Except Find
    First FirstOrDefault Flush ForEach Format Get GetEnumerator GetHashCode GetType GroupBy
    IndexOf Insert Intersect Invoke Join Last LastOrDefault Length Max Min OfType Open OrderBy
    OrderByDescending Parse Prepend Read ReadLine Remove RemoveAt Replace Reverse Select
    SelectMany SequenceEqual Set Single SingleOrDefault Skip Sort Split StartsWith Substring Sum
    Take ThenBy ToArray ToDictionary ToHashSet ToList ToLookup ToLower ToString ToUpper Trim
    TryGetValue TryParse Union Wait Where Write WriteLine Zip
    """)

# Members of types of Kotlin, and functions of its library that stand behind a dot.
KOTLIN_MEMBERS = words("""
    add addAll all also and any append apply associate associateBy average chunked clear close
    compareTo contains containsKey copy copyOf count distinct drop dropLast dropWhile elementAt
    endsWith equals filter filterNot find first firstOrNull flatMap flatten fold forEach format
    get getOrDefault getOrElse getOrNull getOrPut getValue groupBy hashCode indexOf indices
    insert invoke isBlank isEmpty isNotBlank isNotEmpty isNullOrEmpty iterator joinToString key
    keys last lastOrNull length let lines list listFiles lowercase map mapIndexed mapNotNull max
    maxOf min minOf minus name none of orEmpty partition plus print println put putAll read
    readText reduce remove removeAll repeat replace reversed run set setValue shuffled single
    size sort sorted sortedBy split start startsWith stop substring substringAfter
    substringBefore sum sumOf take takeIf takeUnless takeWhile then times toByteArray toDouble
    toInt toList toLong toMap toMutableList toSet toString toTypedArray trim trimEnd trimIndent
    trimStart update uppercase use value values with withIndex write writeText zip
    """)

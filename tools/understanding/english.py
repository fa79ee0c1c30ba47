"""The words of leads who write in English."""

from tools.understanding.vocabulary import Vocabulary

_PERSON = (
    "(?:to |with )?(?:a |an |the |some |your |my |any |another )?(?:real |actual |live "
    "|human )?(?:person|human(?: being)?|agent|rep(?:resentative)?|someone|somebody|"
    "anyone|operator|advisor|adviser|manager|boss|supervisor|salesperson|sales(?: team"
    "| rep| person)?|consultant|specialist|"
    r"support(?: team)?|team member|staff|team|account manager|customer service|people)"
)

ENGLISH = Vocabulary(
    telling=(
        "hello", "hi", "hey", "thanks", "thank", "you", "the", "and", "i", "i'd", "i'm", "im",
        "my", "we", "us", "our", "your", "it", "is", "are", "was", "be", "want", "would", "like",
        "could", "can", "can't", "please", "schedule", "book", "meeting", "call", "today",
        "tomorrow", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "week", "time", "with", "for", "from", "at", "on", "of", "to", "in", "this", "that",
        "what", "when", "where", "how", "much", "does", "do", "don't", "dont", "not", "yes",
        "yeah", "yep", "sure", "none", "another", "other", "first", "second", "third", "one",
        "talk", "speak", "person", "someone", "price", "cost", "bye", "morning", "afternoon",
        "evening", "any", "later", "earlier", "sooner", "free", "next", "name", "have", "has",
        "there", "it's", "let's", "stop", "start", "need", "works", "work",
    ),
    not_names=(
        "work", "live", "write", "real", "agent", "sales", "rep", "engineer", "consultant",
        "nobody", "nothing", "maybe", "perhaps", "why", "do", "does", "the", "not", "free", "from",
        "in", "at", "on", "sure", "with", "your", "you", "my", "we", "and", "what", "how", "when",
        "where", "is", "are", "was", "be", "to", "for", "yes", "hello", "hi", "hey", "thanks",
        "i'm", "im", "i", "me", "want", "need", "would", "like", "can", "could", "have", "today",
        "tomorrow", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "stop", "start", "please", "none", "meeting", "call", "price", "cost", "name", "person",
        "one", "someone", "there", "this", "that", "it", "it's", "de", "un", "yo", "ceo", "cto",
        "cmo", "consultor", "a", "an", "so", "just", "looking", "interested", "going", "trying",
        "available", "here", "ready", "happy", "good", "fine", "sorry", "new", "busy", "working",
        "calling", "writing", "wondering", "afraid", "late", "ok", "okay", "great", "back",
        "still", "very", "really", "also", "only", "about", "or", "but", "who", "which", "no",
        "martes", "sabado", "domingo", "test", "por", "favor", "como", "prefer", "rather", "demo",
        "email", "phone", "user", "human", "robot", "bot", "everyone", "lead", "leads",
        "freelance", "developer", "student", "teacher", "owner", "founder", "manager", "head",
        "vp", "spain", "usa", "uk", "brasil", "portugal", "team", "company", "curious", "unable",
        "able", "its", "done", "all", "set", "out", "off", "up", "down", "over", "under",
        "between", "confused", "lost", "asking", "checking", "hoping", "planning", "thinking",
        "using", "paying", "being", "getting", "having", "doing", "tired", "fed", "sick",
    ),
    filler=(
        "please", "pls", "plz", "thanks", "thank you", "thx", "hi", "hello", "hey", "ok so", "so",
        "well", "and", "just", "now", "the", "it", "that", "this", "all", "guys", "team", "sir",
        "then", "um", "oh", "right", "to me", "for me", "very much",
    ),
    yes=(
        "yes+", "yep", "yap", "aye", "uh-?huh", "mhm+", "okey ?dokey", "fab", "lovely",
        "brilliant", "yeah", "yup", "yea", "ya", "sure(?: thing)?", "ok", "okay", "k", "kk",
        "alright", "all right", "of course", "absolutely", "definitely", "certainly", "perfect",
        "great", "awesome", "cool", "fine", "good", "correct", "exactly", "right",
        "that'?s (?:right|correct|fine|good|great|perfect|it|ok)",
        "sounds (?:good|great|perfect|fine)", "(?:that |it |this )?works(?: for me)?",
        "that would (?:be (?:great|fine|perfect|good)|work)", "go (?:ahead|for it)", "do it",
        "confirm", "confirmed", "i confirm", "book it", "let'?s do (?:it|that|this)", "i agree",
        "agreed", "deal", "please do", "yes please", "looks (?:good|right|fine|great)", "it is",
        "that is (?:right|correct|fine)", "cancel it", "move it", "indeed", "i do", "i would",
        "affirmative",
    ),
    no=(
        "no", "nope", "na+h", "no thanks", "no thank you", "not really", "not at all", "rather not",
        "i'?d rather not", "not like that", "negative", "don'?t", "not yet", "never", "wait",
        "(?:that|it|this) (?:does ?n'?t|does not|won'?t|will not) work(?: for me)?",
        "that'?s (?:wrong|not (?:right|correct|it|good))",
        "(?:that is|it'?s|it is) (?:wrong|not (?:right|correct|it))",
        "none(?: of (?:those|them|these))?", "wrong", "incorrect",
        "i (?:can'?t|cannot|don'?t|do not)(?: want(?: to| it)?)?", "not (?:good|ok|that|this)",
        "no way", "actually no", "not that one",
    ),
    opt_out_whole=(
        "stop(?: all)?(?: messages| texts| emails)?", "stop ?all", "stop it", "unsubscribe",
        "opt ?-?out", "optout", "end", "quit", "remove", "remove me", "enough", "go away",
        "leave me alone", "no more", "arret", "unsub", "revoke",
    ),
    opt_out=(
        (
            r"(?:stop|quit|cease) (?:\w+ing|the (?:messages|texts|spam|emails)"
            "|all (?:messages|texts)|these (?:messages|texts|emails)|sending"
            "|with the (?:messages|texts|spam))(?: (?:me"
            r"|us))?(?: \w+){0,2}(?<!stop being)(?<!stop working)"
        ),
        "unsubscribe", "opt(?:ing)?(?: me| us)?[ -]out",
        (
            "(?:remove|take|delete|drop|get) (?:me|us|my (?:number|phone|email|contact|name"
            r"|info\w*|details|data))(?: \w+)? (?:off|from|out of)"
        ),
        (
            "(?:delete|erase|remove) (?:all )?my (?:data|number|details|information|info"
            "|account data|personal data)"
        ),
        (
            "(?:do not|don'?t|dont|never) (?:ever )?(?:contact|message|text|e?-?mail|write"
            "|call|bother|spam|send|whatsapp|write to) (?:me|us|to me|any ?(?:more|thing))"
        ),
        (
            "(?:do not|don'?t|dont) (?:want|wish) (?:to (?:receive|get|be contacted|hear)"
            r"|any (?:more|further)?|more|your) ?(?:\w+ ){0,2}(?:messages?|texts?|emails?"
            "|spam|from you|contacted|updates|marketing|communications?)?"
        ),
        "(?:leave me|leave us) alone", r"enough (?:with|of) (?:the|these|your) \w+",
        "no more (?:messages|texts|emails|spam)", "this is spam", "right to be forgotten",
        "stop spamming", "lose my number", "off (?:this|your|the) (?:mailing )?list",
        "stop (?:contacting|messaging|texting|writing|emailing|calling|bothering)",
    ),
    not_opt_out=(
        (
            "(?:support|handle|manage|have|offer|comply|provide"
            r"|respect)\w* (?:\w+ ){0,2}opt[- ]outs?(?: \w+)?"
        ),
        "(?:do not|don'?t|dont|not|never) (?:want to )?(?:unsubscribe|stop|opt out)", "stop by",
        "stop in", "non[- ]stop", "bus stop", "one[- ]stop",
        "stop (?:being|working|at(?! once)|over|and)",
        "can'?t stop", "stop (?:using|losing|wasting|paying|doing)",
        (
            r"(?:how|if) (?:do|does|can|could|we|i|it|my|your) (?!i\b)\w+ (?:\w+ )?(?:opt out"
            "|unsubscribe)"
        ),
        "customers? (?:to )?(?:unsubscribe|opt out)", "to (?:stop|quit) (?:losing|wasting|using)",
        (
            "(?:don'?t|do not|dont) (?:send|email|message|text|call) me (?:a |an "
            "|the )?(?:calendar|invite|link|quote|on|at|before|until|after|tomorrow|today"
            "|monday|tuesday|wednesday|thursday|friday)"
        ),
        "(?:don'?t|do not|dont) want any (?:other|more (?:time|slots?|options?)|meeting)",
        (
            "(?:don'?t|do not|dont) want (?:more|any) (?:slots|options|times|information"
            r"|info)\b(?! from)"
        ),
        "(?:don'?t|do not|dont) (?:remove|unsubscribe|delete|block) (?:me|us)",
        (
            "(?:don'?t|do not|dont) (?:call|text|write|message|email|contact|ring|bother"
            "|whatsapp)(?: to)?(?: me| us)? (?:(?:on )?(?:mon|tues|wednes|thurs|fri|satur"
            "|sun)days?|before|until|till|after|during|while|when|today|tonight|tomorrow"
            "|this (?:week|morning|afternoon|evening)|at (?:work|night|home)|by post)"
        ),
        (
            "(?:don'?t|do not|dont) (?:contact|call|text|email|write to) (?:my|his|her|their"
            r"|him|them)(?: \w+)?"
        ),
        (
            r"(?:delete|erase|remove|drop) (?:my (?:old|other|previous|work|home) \w+|(?:the"
            r"|that|my) (?:last|second|first|third|other) (?:\w+)|(?:the|that|one"
            "|a) (?:appointment|meeting|slot|user|option))"
        ),
        r"stop (?:asking|looking|searching)(?: \w+){0,3}",
        "stop,? (?:wait|did you|what)",
        (
            r"(?:opt out of|unsubscribe me from) the (?:waiting|lunch|\w+ (?:session|course"
            "|workshop|dinner))"
        ),
        "unsubscribe (?:rates?|links?|pages?)",
        "opt[- ]outs? (?:for us|rates?|of (?:our|my))",
    ),
    opt_in_whole=("start", "unstop", "subscribe", "resume", "opt ?-?in", "begin", "resubscribe"),
    opt_in=(
        r"(?:opt|sign)(?: me)? (?:back )?in\b(?= ?(?:again|please|$))", "re-?subscribe",
        "subscribe me(?: again)?",
        r"(?:start|resume) (?:sending|messag\w+|text\w+|contact\w+|receiv\w+)",
        (
            "(?:want|like) to (?:receive|get) (?:your |the )?(?:messages|texts"
            r"|updates)(?: \w+)? again"
        ),
        "you (?:can|may) (?:message|text|contact|write) (?:to )?me again",
        "back on (?:the|your) list",
    ),
    human_whole=(
        "agent", "human", "operator", "representative", "rep", "person", "real person",
        "an? (?:agent|human|person|rep)",
    ),
    human=(
        (
            "(?:is there|have you got|do you have) (?:a person|a human|someone|somebody"
            r"|anyone)(?: \w+){0,2} (?:talk|speak|chat)(?: to| with)?"
        ),
        (
            "(?:talk|speak|chat|connect(?: me| us)?|put me through|transfer(?: me| us)?"
            "|get me|give me|pass me|hand me(?: over)?|escalate|speaking|talking"
            rf"|let me (?:talk|speak)) (?:directly )?{_PERSON}\b"
        ),
        (
            "(?:real|actual|live|human) (?:person|human|agent|someone|people|being|support"
            "|rep|help|advisor|adviser)"
        ),
        r"(?:a|any|another) human\b", "human (?:please|agent|being|help|support)",
        "(?:someone|somebody|anyone|anybody) (?:real|human|there|else|in person)",
        (
            "(?:is|are) (?:there )?(?:any ?one|any ?body|a person|a human"
            r"|someone)(?: \w+)? (?:there|real|available|around|here)"
        ),
        (
            r"(?:have|let|ask|get) (?:someone|somebody|a rep\w*|a person|your (?:team"
            r"|sales\w*|manager|boss)|an agent|sales|a human)(?: from \w+)? (?:to )?(?:call"
            "|contact|ring|phone|reach|help|reply|get back)"
        ),
        (
            "(?:can|could|may) (?:someone|somebody|anyone|a person|an agent"
            "|a human)(?: please)? (?:help|call|contact|assist|speak|talk|reach|ring)"
        ),
        (
            "(?:don'?t|do not|not) want to (?:talk|speak|chat) (?:to|with) (?:a |an "
            "|the )?(?:bot|robot|machine|ai|computer)"
        ),
        (
            "(?:in person|customer service|live support|call me back|call me (?:please|now)"
            "|get me someone|get your (?:manager|boss))"
        ),
        (
            "(?:need|want|prefer|like) (?:a|an|some|another) (?:human|person|agent|rep"
            r"|representative|operator|real)\b"
        ),
    ),
    not_human=(
        (
            "(?:don'?t|do not|dont) (?:want|need|wish) (?:to )?(?:talk|speak|chat|a (?:person"
            "|human|rep|agent)|anyone|someone|human)(?! (?:to|with) (?:a |an )?(?:bot|robot"
            "|machine))(?!.{0,12}(?:bot|robot|machine|\bai\b))"
        ),
        "human resources", "per person", "how many (?:people|agents|reps)",
        r"(?:rather|prefer) not (?:to )?(?:talk|speak|chat|deal|have)(?: \w+){0,4}",
        (
            "(?:don'?t|do not|no) need (?:for |of )?(?:a |an |any )?(?:person|human|agent"
            r"|rep\w*|sales\w*|advis[eo]r)"
        ),
        (
            "(?:don'?t|do not|dont) (?:want|need|like) (?:a call|calls|to be called"
            r"|any calls?|to get calls)(?: from (?:a |an |any )?\w+)?"
        ),
        (
            "(?:don'?t|do not|dont) (?:have|let|get|make) (?:anyone|anybody|someone|somebody"
            r"|people) \w+"
        ),
        (
            "(?:bot|robot|machine|ai|computer|video|recording"
            r"|automated)(?: \w+){0,3} or (?:is it |are you )?(?:with |to |by )?(?:an? |only "
            r"|just |some)?(?:\w+ )?(?:person|human|one|people|sales\w*)"
        ),
        (
            r"(?:person|human|people|someone|human being)(?: \w+){0,4} or (?:is it "
            r"|are you )?(?:only |just )?(?:with |to |by )?(?:an? )?(?:\w+ )?(?:bot|robot"
            "|machine|ai|computer|video|recording)"
        ),
        "are you (?:an? )?(?:actual |actually |really )?(?:real|human|person)(?: person| human)?",
        r"(?:i'?m|i am) (?:an? )?(?:real )?(?:human|person)\b",
        (
            "(?:sounds?|seems?|looks?|talks?|writes?) (?:so |very "
            "|really )?(?:like an? )?(?:real )?(?:human|person)"
        ),
        "(?:human|person|people|someone|somebody) behind (?:this|the|it|that|these)",
        (
            "(?:bot|system|tool|software|product|app|chatbot|assistant"
            r"|it)(?: \w+){0,2} (?:hand|pass|transfer|alert|escalat|forward|rout"
            r"|notif)\w*(?! me\b| us\b)(?: \w+){0,6}"
        ),
        (
            r"(?:talk|speak|check|ask|discuss\w*)(?: \w+){0,2}? (?:to |with )?(?:my"
            "|our) (?:boss|manager|partner|wife|husband|lawyer|accountant|team|colleagues?"
            "|co-?founder|director|family|son|daughter|mother|father|brother|sister|board"
            "|client|finance)"
        ),
        (
            "(?:ask|check|talk|speak|see)(?: with| to)? (?:someone|somebody|a colleague"
            r"|the person|the one)(?: \w+){0,5} and (?:then )?(?:get|come|let"
            r"|i'?ll)(?: \w+){0,3}"
        ),
        r"my \w+ (?:has|needs|will have) to (?:talk|speak)(?: \w+){0,3}",
        r"(?:spoke|talked|chatted) (?:to|with)(?: \w+){1,5}",
        (
            r"(?:person|agent|someone|somebody|lady|guy|man|woman|rep\w*"
            r"|advis[eo]r)(?: \w+){0,3}? (?:called (?:me|us)|visited|told|rang|phoned|wrote"
            "|emailed|said)"
        ),
        "(?:one|1) more person", "an(?:other| extra) person (?:at|in|joining|can)",
    ),
    not_interested=(
        "not (?:really |particularly |at all )?interested", "no longer interested",
        "lost interest", "no interest",
        (
            "(?:don'?t|do not|dont) (?:need|want) (?:it|this|that|your|anything|to (?:buy"
            "|continue|proceed))"
        ),
        (
            "(?:already|we) (?:have|use|using|went with|chose|picked|signed with) (?:a "
            "|an )?(?:another|other|different|someone else|supplier|provider|competitor"
            "|solution|vendor)"
        ),
        "no,? thank(?:s| you)", "i'?ll pass", "we'?ll pass", "pass on (?:this|that)",
        "not for (?:me|us)", "not (?:right )?now", "not at (?:this|the) (?:time|moment)",
        "maybe (?:later|another time)", "changed my mind",
    ),
    complaint=(
        r"complain\w*",
        (
            "(?:it |this |that |app |product |service |site )(?:does ?n'?t|does not|is ?n'?t"
            "|is not|stopped|not) work(?:ing)?"
        ),
        "unhappy", r"disappoint\w+", "angry", "furious", "upset", "annoyed", r"frustrat\w+",
        "fed up", "sick of", "tired of (?:waiting|this)", "disgusted", r"disgrace\w*", "terrible",
        "awful", "horrible", "worst", "unacceptable", "ridiculous", "useless", "joke of", "scam",
        "rip ?-?off", "mess of", "poor (?:service|support)", "bad (?:service|support|experience)",
        "rude", r"waiting for (?:\w+ )?(?:days|weeks|hours|ages|a reply|an answer|too long)",
        "been waiting",
        r"(?:nobody|no ?one|no-one) (?:answers?|repl\w+|responds?|calls?|helps?|gets? back)",
        "charged (?:me|us)", "double charged", "overcharged", "refund",
        "keeps? (?:crashing|failing|breaking)", "is broken", "crash(?:es|ing|ed)",
    ),
    book=(
        "schedul(?:e|ing|ed)", "book(?:ing)?(?! value| store)", "set (?:up|it up)", r"arrang\w+",
        "pencil me in", "put me down", "sign (?:me|us) up", "reserve", "fix a time",
        "lock (?:in|it in)", "slot me in", "squeeze me in", "find (?:a|some) time",
        "get (?:something|a time|time|it) on the calendar", "on (?:the|your|my) calendar",
        "hop on", "jump on", "get on a",
    ),
    want=(
        "want(?:ed)?", "would (?:like|love)", "'?d (?:like|love)", "like to", "love to", "need",
        "looking (?:for|to)", "interested in", "can (?:i|we|you)", "could (?:i|we|you)", "may i",
        "shall we", "let'?s", "let us", "have", "get", "do", "see", "give me", r"request\w*",
        "how about", "hoping", "make", "plan", "ready (?:for|to)", "up for", "join",
    ),
    meeting=(
        "meetings?", "appointments?", "demo(?:s|nstration)?", "calls?(?! me| us| cent| back)",
        "video ?calls?", "sessions?", "slot", "consultation", "zoom", "meet", "walk ?through",
        "tour", "presentation", "chat with", "intro(?:duction)?(?: call)?", "booking",
        "reservation", "visit", "time to (?:talk|chat|meet)",
    ),
    meet=(
        "buy", "purchase", "try (?:it|the product)", "see the product", "get started",
        "call (?:me|us)", "meet(?: up)?", "talk", "speak", "chat", "catch up", "connect",
        "discuss", "see (?:it|the product|you)", "get together", "touch base", "show me",
        "go over", "walk me",
    ),
    together=(
        "can", "could", "shall", "let'?s", "when", "would", "want", "like", "love", "may",
        "how about", "able", "happy", "free", "open to",
    ),
    free=(
        (
            "(?:send|share|give)(?: me| us)? (?:the |a |your )?(?:booking |calendar "
            "|scheduling )?link"
        ),
        "whenever (?:you can|works|you want|suits)", "any ?time (?:works|is (?:fine|good|ok))",
        r"availab\w+",
        (
            "(?:do|have|any|got|is there|are there) (?:you (?:have|got) )?(?:an? |any "
            "|some )?(?:open )?(?:slots?|openings?|times?|space|spots?"
            "|appointments?)(?: (?:open|free|left|available))?"
        ),
        "what times?", "which (?:times|days|slots)",
        (
            "when (?:are you|can (?:i|we|you)|could (?:i|we|you)|is (?:good|best)|would"
            "|do you have)"
        ),
        "i'?m (?:free|open|available)", "i am (?:free|open|available)",
        "(?:are|is|will) (?:you|anyone|someone) (?:free|available)", "works for me",
        (
            "(?:first|next|earliest|soonest)(?: available)? (?:slot|opening|time|availability"
            "|appointment)"
        ),
        "asap", "as soon as possible",
    ),
    refuse=(
        (
            "(?:do not|don'?t|dont|not|no longer|won'?t|never) (?:really )?(?:want|need"
            "|interested in|like|wish|looking for|let'?s|going to|do|have|book"
            "|schedule)(?: to)?(?: (?:have|do|book|schedule|see|set up|attend|a|an|any|the"
            "|another|more|your|arrange|get)){0,4}"
        ),
    ),
    move=(
        "(?:swap|move|change|shift|push|switch) my", r"reschedul\w+", r"postpon\w+", "re-?arrange",
        "rebook", "push (?:it |back|out)", "move it", r"bring (?:it |the \w+ )?forward",
        r"put (?:it |the \w+ )?(?:off|back)", "change (?:the|my) (?:time|date|day)",
    ),
    shift=(
        "mov(?:e|ing)", "chang(?:e|ing)", r"shift\w*", r"push\w*", r"swap\w*", r"switch\w*",
        r"delay\w*", "bring", "make it (?:later|earlier|another|at|on|for)", "adjust", "later",
        "earlier",
    ),
    cancel=(r"cancel\w*", "call(?:ing)? off", "unbook"),
    drop=(
        r"delet\w+", r"remov\w+", "scrap", "drop", "forget(?: about)?", "skip", "kill", "not do",
        "get rid of", "withdraw",
    ),
    absent=(
        (
            "(?:can'?t|cannot|can not|won'?t|will not|am not able to|not able to|unable to"
            "|couldn'?t|not going to|not gonna) (?:be able to )?(?:make|attend|come"
            "|be (?:there|coming|attending|joining|able)|join|go|show up|do (?:it|this"
            "|today'?s?))"
        ),
        "won'?t be (?:coming|there|able|attending|joining)", "not coming", "something came up",
        "can'?t make",
    ),
    instead=(
        "another (?:day|time|date|slot)", "different (?:day|time|date)", "some other (?:day|time)",
        "instead", "other (?:day|time)", "some ?time else", "later in", "got complicated",
        "came up", "to (?:another|a different|a later|an earlier)",
    ),
    keep=(
        (
            "(?:do not|don'?t|dont|not|never) (?:want to |need to |wish to )?(?:cancel|move"
            r"|reschedule|change|postpone)\w*"
        ),
        "without (?:cancell?ing|moving|changing)",
    ),
    something_else=(
        "subscription", "order", "account", "contract", "payment", "invoice", r"plan\b", "card",
        "membership", "trial",
    ),
    meeting_info=(
        (
            "(?:when|what time|what day|where|which day|who|how long)(?:'s| is| was| are"
            "| will| do| did| have)?(?: (?:we|i|you|be))?(?: (?:have|having|meeting|said"
            "|agree|supposed to|again))*(?: (?:is|my|our|the|that|next|scheduled|upcoming"
            "|this)){0,3} (?:meeting|appointment|demo|call|session|booking)"
        ),
        (
            r"(?:link|url|details|info|information|address|dial-?in)(?: \w+){0,3} (?:meeting"
            "|appointment|demo|call|zoom|session|join)"
        ),
        "(?:meeting|zoom|call|demo|appointment) (?:link|details|url|info)",
        (
            "(?:have|got) (?:i )?(?:a|any|my) (?:meeting|appointment|call"
            r"|demo)(?: \w+){0,3} (?:booked|scheduled|confirmed|coming up|with you)"
        ),
        "how (?:do|can) i join", r"still on\b",
        "confirm (?:my|our|the) (?:meeting|appointment|demo|call|booking)",
        r"remind me(?: \w+){0,3}", "do i have (?:a|any) (?:meeting|appointment|demo|call)",
        r"how long (?:is|does|will|do)(?: \w+){1,3}(?: (?:last|take|be))?",
        "is my (?:meeting|demo|call|appointment|booking)",
    ),
    pricing=(
        "(?:a|the) plan (?:for|with)", "how much(?! (?:time|notice|longer))",
        "pric(?:e|es|ing|ey|ed)", "costs?", "costing", "fees?", r"rates?\b", "quotes?",
        "quotation", "budget", r"discount\w*", "expensive", r"cheap\w*", r"afford\w*",
        "charge (?:us|me|for|per)", "(?:would|do|will) you charge",
        "free (?:trial|tier|plan|version)", "trial", "subscription (?:cost|plans?)",
        "(?:your|what|which|the) plans", "plans (?:and|do|are)",
        "(?:pro|basic|premium|enterprise|annual|monthly) plan", "run me", "set me back",
        "licen[cs]e (?:worth|cost|fee)", "per (?:month|user|seat|year)", "billing",
        r"payment (?:plan|option|method)\w*", "pay (?:for|monthly|annually)", r"promo\w*",
        "deal on", "investment",
    ),
    not_pricing=(
        "how much (?:time|notice|longer)", "charged (?:me|us)", "(?:at|first) rate",
        "rate (?:my|your|our|us)",
    ),
    product=(
        (
            r"what (?:does|do|is|can|are) (?:it|this|that|you|your \w+"
            r"|the \w+)(?: \w+)? ?(?:do|does|offer|about|for|sell|include|provide)"
        ),
        "what (?:it'?s|is it|this is) (?:for|about)",
        (
            r"how (?:does|do|is|'s) (?:it|this|that|the|your|i) ?(?:\w+ )?(?:work|works"
            "|install|use|integrate|set up|connect|experience)?"
        ),
        r"integrat\w+", r"compatib\w+", "hook up",
        "connect (?:to|with) (?:my|our|hubspot|salesforce|crm|slack|google)", r"api\b",
        "webhooks?", r"export\w*", r"import\w*", "features?", "gdpr", "hipaa", "security",
        "secure", r"encrypt\w*", "privacy", "compliant", "compliance", "work(?:s)? (?:with|on)",
        "support(?:s)? (?:several|multiple|other|my|whatsapp|spanish|languages?)", "languages",
        "mobile", "android", "iphone", r"crm\b", "hubspot", "salesforce", "excel", "dashboard",
        "reports?", r"automat\w+", "chatbot", r"install\w*", "data (?:stored|kept|hosted)",
        r"(?:more|some) (?:info\w*|details) (?:about|on)", "(?:more )?information",
        "tell me (?:more|about)", "learn more", "know more", "explain",
    ),
    thing=(
        "products?", "platform", "tool", "software", "system", "app", "application", "solution",
        "service", "company", "program", "it", "this", "that",
    ),
    question=(
        "what", "how", "which", "where", "who", "does", "do", "is", "are", "can", "will", "could",
        "has", "have", "why",
    ),
    greeting=(
        "hi+", "hello+", "hey+", "heya", "hiya", "yo", "howdy", "greetings",
        "good (?:morning|afternoon|evening|day)", "morning", "afternoon", "evening", "what'?s up",
        "sup", "hi there", "hey there", "hello there", "how are you(?: doing)?(?: today)?",
        "how'?s it going", "how do you do", "nice to meet you", "hi team", "hello team",
        "hi (?:all|everyone|guys)", "there",
    ),
    farewell=(
        r"talk to you (?:tomorrow|then|soon|later|on \w+)", r"speak (?:tomorrow|then|on \w+)",
        (
            "thanks?(?: a lot| so much| very much| again| a bunch| for (?:your help"
            r"|everything|the (?:info\w*|help)))?"
        ),
        (
            "thank you(?: so much| very much| again| for (?:your help|everything|the help"
            "|your time))?"
        ),
        "thx", "ty", "cheers(?: mate)?", "(?:much )?appreciate(?:d| it| that)?",
        "i appreciate(?: it)?", "bye(?: bye)?", "good ?bye",
        r"see (?:you|ya)(?: (?:later|soon|then|tomorrow|on \w+))?",
        "talk (?:soon|later|to you (?:soon|later))", "take care",
        "have a (?:good|great|nice|lovely) (?:one|day|evening|weekend|night)", "good night", "cya",
        "later", "speak soon", "you'?re welcome", "that'?s all", "ttyl",
    ),
    out_of_scope=(
        "weather", "joke", "recipe", "capital of", "who won", "birthday", "music", "song",
        r"translat\w+", "homework", "poem", "flight", "hotel", "restaurant", r"cvs?\b",
        r"resume\b", "looking for a job", "my (?:dog|cat)", "tyre", "tire", "used car",
        "horoscope", "lottery", "football", "movie", "messi", "bitcoin", "politics",
        "president of",
    ),
    choose_any=(
        "any(?: of (?:them|those|these)| one)?(?: works| is (?:fine|good|ok))?",
        "either(?: one)?(?: works| is (?:fine|ok|good))?", r"whichever(?: \w+){0,4}",
        "whatever(?: works)?", "(?:all|both) (?:of them )?(?:work|are (?:fine|good|ok))",
        "you (?:choose|pick|decide)", "i don'?t mind", "no preference", "doesn'?t matter",
        "up to you",
    ),
    choose_none=(
        "none(?: of (?:those|them|these))?(?: works?)?", "neither(?: of them| works)?",
        "(?:can'?t|cannot) (?:do|make) any", "no(?:ne)? of these",
        "(?:those|these|they) (?:don'?t|do not|won'?t) work", "not any of",
    ),
    choose_later=(
        "(?:a bit |something |anything )?later(?: (?:that|the same|in the|on) (?:day|week))?",
        "after that",
    ),
    choose_earlier=(
        (
            "(?:a bit |something |anything )?(?:earlier|sooner)(?: (?:that|the same|in the"
            "|on) (?:day|week))?"
        ),
    ),
    choose_more=(
        (
            "(?:other|more|different|another) (?:options?|times?|slots?|days?|dates?"
            "|openings?|ones?)"
        ),
        "any(?:thing| other)? (?:else|others?)", "what else", "show me more", "more please",
        "some ?other",
    ),
)  # fmt: skip

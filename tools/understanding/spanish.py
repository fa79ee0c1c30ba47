"""The words of leads who write in Spanish."""

from tools.understanding.vocabulary import Vocabulary

_PERSON = (
    "(?:un[ao]? |el |la |algun[ao]? |vuestr[ao] |su |tu )?(?:persona|humano|human[ao]"
    "|agente|asesor[a]?|comercial|"
    "vendedor[a]?|representante|operador[a]?|encargad[ao]|responsable|jef[ea]|gerente"
    "|supervisor[a]?|"
    "alguien|ejecutiv[ao]|especialista|soporte|ventas|equipo(?: de ventas| comercial)?"
    "|atencion al cliente)"
)

SPANISH = Vocabulary(
    telling=(
        "me", "no", "igual", "mas", "hola", "buenas", "buenos", "dias", "noches", "gracias",
        "quiero", "quisiera", "puedo", "puede", "podemos", "podria", "podrian", "reunion", "cita",
        "llamada", "hoy", "manana", "ayer", "lunes", "miercoles", "jueves", "viernes", "semana",
        "hora", "hueco", "el", "los", "las", "una", "unos", "del", "al", "con", "y", "pero", "muy",
        "tambien", "donde", "cuando", "cuanto", "cuesta", "cual", "quien", "hablar", "soy",
        "llamo", "mi", "mis", "tu", "su", "usted", "ustedes", "vosotros", "vuestro", "es", "esta",
        "estoy", "esto", "ese", "eso", "si", "vale", "claro", "dale", "ninguna", "otra", "otro",
        "mejor", "persona", "precio", "baja", "alta", "adios", "chao", "saludos", "tengo", "tiene",
        "tienen", "necesito", "hay", "hacer", "ver", "ya", "aqui", "ahora", "despues", "antes",
        "la", "lo", "le", "se",
    ),
    not_names=(
        "luego", "te", "lo", "le", "se", "ya", "es", "digo", "trabajo", "vivo", "escribo",
        "comercial", "vendedor", "ingeniero", "ingeniera", "agente", "asesor", "asesora",
        "representante", "propietario", "empresario", "igual", "tarde", "despues", "ahora", "nada",
        "nadie", "aun", "del", "la", "el", "los", "las", "una", "unos", "muy", "hola", "buenas",
        "gracias", "si", "claro", "vale", "quiero", "quisiera", "necesito", "puedo", "tengo",
        "estoy", "mi", "manana", "hoy", "lunes", "miercoles", "jueves", "viernes", "baja", "con",
        "y", "cuando", "cuanto", "donde", "cual", "mejor", "otra", "otro", "ninguna", "reunion",
        "cita", "llamada", "precio", "persona", "aqui", "interesado", "interesada", "interesados",
        "nuevo", "nueva", "cliente", "director", "directora", "gerente", "responsable", "jefe",
        "jefa", "dueno", "duena", "fundador", "fundadora", "perfecto", "busco", "somos", "que",
        "prefiero", "espera", "espere", "momento", "correo", "telefono", "nombre", "usuario",
        "humano", "uno", "alguien",
        "autonomo", "profesor", "estudiante", "medico", "abogado", "arquitecto", "madrid",
        "barcelona", "mexico", "bogota", "lima", "argentina", "colombia", "espana", "mayor",
        "menor", "alergico", "casado", "soltero", "parte", "equipo", "empresa", "solo", "sola",
        "alli",
    ),
    filler=(
        "por favor", "porfa", "porfis", "porfavor", "pf", "pls", "gracias", "muchas gracias",
        "hola", "buenas", "buenos dias", "buenas tardes", "ya", "pues", "oye", "eh", "y",
        "entonces", "ah", "mm", "bueno", "que", "muy bien", "todo", "crack", "amigo",
    ),
    yes=(
        "si", "sip", "sipo", "sep", "ya po", "orale", "andale", "simon", "como no", "con gusto",
        "okis", "nos vemos entonces", "(?:trato )?hecho", "chevere", "bacano?", "joya",
        "claro(?: que si)?", "por supuesto", "vale", "dale", "ok", "oka?y",
        "oki", "okey", "de acuerdo", "perfecto", "genial", "listo", "confirmo", "confirmad[oa]",
        "correcto", "eso es", "asi es", "exacto", "esta (?:bien|perfecto)", "asi esta bien",
        "me (?:parece|va|viene|queda|sirve)(?: muy| super)? (?:bien|perfecto|genial|ok)",
        "me sirve", "me va", "adelante", "hagamoslo", "va", "venga", "sale", "bien", "de una",
        "si quiero", "reservalo?a?", "reservamela", "reservamelo", "agendal[oa]", "agendamelo",
        "confirmal[oa]", "buenisimo", "estupendo", "sin problema", "lo confirmo", "cancelal[oa]",
        "muevel[oa]", "cambial[oa]", "todo bien", "afirmativo", "obvio",
        "por mi (?:bien|perfecto)",
    ),
    no=(
        "no", "nop", "nope", "nones", "nel", "nono", "ni de broma", "ni loc[oa]", "no sirve",
        "no gracias", "negativo", "mejor no", "para nada", "que no",
        "todavia no", "aun no", "no quiero",
        "no me (?:sirve|va|viene|convence|interesa|cuadra)(?: bien)?", "no esta bien", "asi no",
        "no puedo", "no podria", "no es correcto", "incorrecto", "de ninguna manera",
        "no (?:lo|la) (?:confirmo|quiero|canceles|muevas|reserves)", "ninguna?", "espera",
        "no es(?: eso| asi|o)?", "esta mal", "eso no",
    ),
    opt_out_whole=(
        "stop", "baja", "baja ya", "basta(?: ya)?", "para ya", "paren?(?: ya)?", "parad", "parar",
        "salir", "alto", "no mas", "cancelar (?:la )?suscripcion", "desuscribir(?:me)?",
        "desuscribirse", "darme de baja", "remover", "eliminar(?:me)?", "no molestar", "fuera",
        "stop ya", "quitar",
    ),
    opt_out=(
        (
            "(?:dame|deme|denme|dadme|darme|darnos|denos|dar|damos|daros|me doy|ponme"
            "|quiero(?: la)?|solicito(?: la)?|pido la|causar) (?:de |la )?baja(?! (?:la|el|mi"
            "|una|esta) )"
        ),
        (
            r"(?:no|nunca|jamas) (?:me |nos )?(?:escrib\w+|mand\w+|envi\w+|contact\w+|llam\w+"
            r"|molest\w+|insist\w+|sigan? \w+ndo|volv\w+ a \w+)(?: mas| nada| mensajes| nunca"
            r"| por favor| a escribir\w*| otra vez)*(?: mas| nunca)"
        ),
        (
            r"(?:no|nunca) (?:me |nos )?(?:vuelv\w+|volv\w+) a (?:escribir|contactar|llamar"
            r"|molestar|mandar|enviar)\w*"
        ),
        "no (?:me |nos )?(?:molest(?:es|en|eis)|insist(?:as|an|ais))",
        r"no (?:me )?(?:contact(?:es|en|eis))\b",
        (
            "(?:deja|deje|dejen|dejad|dejes|dejar|para|paren|pare|parad|basta) (?:ya )?(?:de"
            "|con) (?:enviar|mandar|escribir|contactar|molestar|llamar|los |las |el |la "
            r"|tanto |tantos |estos )\w*(?: mensaj\w+| spam| publicidad)?"
        ),
        "basta (?:de|con) (?:los )?mensajes",
        "(?:dejadme|dejenme|dejame|dejeme) (?:en paz|tranquil[oa])",
        (
            "no (?:quiero|deseo|queremos) (?:volver a )?(?:recibir(?! (?:la|el|una?) (?:demo"
            "|llamada|reunion|invitacion|enlace|link))|que me (?:escriban|contacten|llamen"
            "|manden|envien|escribas|contactes|molesten)|mas (?:mensajes|correos|publicidad"
            r"|info\w*|wasaps|whatsapps|spam))"
        ),
        (
            "(?:elimina|eliminen|eliminad|borra|borren|borrad|borre|elimine|quita|quiten"
            "|quitad|quite|saca|saquen|sacad|saque|remueve|remuevan"
            r"|suprim\w+) (?:todos )?(?:me|mis datos|mi (?:numero|contacto|telefono|correo"
            "|email))"
        ),
        (
            "(?:eliminad|borrad|quitad|sacad|quit[ea]n|saqu[e]n|borr[e]n|elimin[ea]n|quita"
            "|saca|borra|elimina|quite|saque|borre)me (?:de|ya)"
        ),
        (
            "(?:quitar|sacar|borrar|eliminar)(?:me)? (?:de (?:la|esta|su|vuestra|tu) (?:lista"
            "|base)|mis datos|mi numero)"
        ),
        "de (?:su|tu|vuestra|esta) (?:lista|base de datos)",
        r"(?:desuscrib\w+|desapuntar\w*|cancelar (?:la |mi )?suscripcion)", "esto es spam",
        "derecho al? olvido",
    ),
    not_opt_out=(
        r"no (?:quiero|me quiero|me voy a|deseo) (?:dar\w* de baja|la baja)",
        r"dar de baja (?:la|el|mi|una|esta|al) \w+", "temporada baja", "planta baja", "mas baja",
        "baja (?:calidad|tension)", "de baja (?:medica|laboral)", "la baja (?:medica|laboral)",
        "no (?:quiero|me voy a|pienso) (?:salirme|borrarme|dejar de recibir)",
        (
            r"no me (?:llam\w+|escrib\w+|contact\w+) (?:antes|despues|hasta|mientras|hoy|ahora"
            "|los (?:lunes|martes|miercoles|jueves|viernes|sabados|domingos|fines)"
            "|el (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)|por la (?:manana"
            "|tarde|noche)|al trabajo|a las)"
        ),
        (
            "(?:borra|elimina|quita|saca) (?:mi (?:telefono|numero|correo) (?:viejo|anterior"
            "|antiguo)|la (?:cita|reunion|primera|segunda|tercera)|el (?:lunes|martes"
            "|miercoles|jueves|viernes|sabado|domingo|descuento)|lo (?:ultimo|anterior"
            r"|que dije)|a mi \w+)"
        ),
        r"bloquea\w* (?:esa|la|el|ese) (?:hora|hueco|horario|turno)",
        "deja de (?:pedir|preguntar|buscar)(?:me|nos)?",
        (
            "(?:doy|darme|dar) de baja (?:de mi (?:proveedor|operador|gimnasio|compania)"
            "|a (?:un|una|los|las) |en mi )"
        ),
        "(?:estoy|estuve|sigo|esta|estaba) de baja",
        "baja (?:un poco|el precio|la cuota)",
        "(?:opcion|precio|cuota|tarifa) (?:mas )?baja",
        "(?:bajas en|las bajas de|altas y bajas|alta y baja)",
        r"responde\w* baja",
        "(?:enlace|link|boton) de baja",
    ),
    opt_in_whole=(
        "alta", "start", "darme de alta", "suscribir(?:me)?", "reanudar", "empezar de nuevo",
        "volver",
    ),
    opt_in=(
        "(?:dame|darme|denme|deme|dadme|quiero|me doy) (?:de |el )?alta",
        r"(?:quiero|pued\w+|podeis|deseo) (?:volver a|otra vez) (?:recibir|escribir\w*)",
        (
            "(?:quiero|deseo) (?:recibir|que me escriban"
            r"|que me escribais)\w*(?: \w+){0,3} (?:de nuevo|otra vez|nuevamente)"
        ),
        r"(?:vuelv\w+|volv\w+) a (?:escribirme|contactarme|mandarme)", r"suscrib\w+ de nuevo",
        r"volver a (?:recibir|suscribir\w*)",
    ),
    human_whole=(
        "persona", "agente", "asesor[a]?", "humano", "operador[a]?", "comercial", "una persona",
        "un (?:agente|asesor|humano|comercial)",
    ),
    human=(
        "contact(?:enme|ame|adme|eme)",
        "me (?:pueden|podeis|puedes|podrian|podriais) llamar(?! (?:el|manana|a las))",
        "(?:hay|existe) (?:una persona|alguien) con quien",
        (
            r"(?:hablar|habla|comunicar\w*|comunic\w+me|pasame|paseme|pasen?me|ponme|poneme"
            r"|conect\w+|contactar|conversar|atend\w+|transf\w+|deriv\w+|chatear|platicar"
            rf"|tratar) (?:directamente )?(?:con|a|por) {_PERSON}"
        ),
        (
            "(?:persona|humano|agente|asesor|alguien|gente) (?:real|de verdad|de carne"
            "|human[oa]|fisic[oa])"
        ),
        "(?:un|una|algun|con) (?:humano|ser humano|asesor humano|agente humano|operador[a]?)",
        "(?:asesor|soporte|agente|atencion) human[oa]",
        (
            "(?:que )?(?:me|nos) (?:llame|llamen|contacte|atienda|atiendan|ayude"
            "|escriba) (?:un[ao]? |alguien|otra |el |la )(?:persona|comercial|asesor|humano"
            "|agente|vendedor|responsable|encargado|tecnico)?"
        ),
        (
            "(?:hay|esta|existe) (?:alguien (?:real|disponible|conectado)|algun humano"
            "|alguna persona)(?: ahi| real| disponible)?"
        ),
        (
            "me (?:puede|podria|pueden) (?:atender|ayudar|llamar|contactar) (?:alguien"
            "|una persona|un)"
        ),
        "(?:pon|ponme|llama|trae|pasame) a tu (?:jefe|jefa|encargado|supervisor)",
        (
            "no quiero (?:hablar|chatear|tratar) con (?:un |una |el |la )?(?:robot|bot"
            "|maquina|ia)"
        ),
        r"quiero (?:un|una) (?:persona|humano|asesor|agente|operador)\b",
        "alguien de (?:verdad|ventas|soporte|tu equipo|vuestro equipo|carne)",
        r"(?:llamadme|llamenme|llameme|llamame)\b",
        "necesito (?:a )?(?:alguien|una persona|un asesor|un agente|un humano)",
    ),
    not_human=(
        (
            "no (?:quiero|necesito|hace falta|me hace falta) (?:hablar|un asesor|una persona"
            "|que me llame)(?! con (?:un |una |el |la )?(?:robot|bot|maquina))"
        ),
        "(?:recursos humanos|para una persona|por persona|cada persona)",
        (
            r"(?:prefiero|preferiria|mejor) no (?:hablar|tratar|que me)"
            r"(?! (?:\w+ ){0,5}(?:robot|bot|maquina|sistema))(?: \w+){0,4}"
        ),
        (
            "(?:ya )?no (?:necesito|quiero|hace falta|me hace falta|busco"
            r"|preciso) (?:a )?(?:ningun |un |una |hablar con )?(?:persona|asesor\w*|agente"
            r"|humano|comercial|vendedor\w*|alguien|nadie)(?! (?:un |una )?(?:robot|bot))"
        ),
        (
            "(?:que )?no (?:quiero )?(?:que )?me (?:llame|llamen|contacte|contacten"
            r"|atienda)(?: \w+){0,3}"
        ),
        (
            "(?:robot|bot|maquina|ia|video|grabacion"
            r"|ordenador)(?: \w+){0,3} o (?:es )?(?:con |de |por )?(?:un |una |solo "
            "|pura )?(?:persona|humano|alguien|gente)"
        ),
        (
            "(?:persona|humano|gente|alguien|comercial|consultor"
            r"|asesor)(?: \w+){0,4} o (?:es )?(?:con |solo |pura |de )?(?:un |una )?(?:robot"
            "|bot|maquina|ia|video|grabacion|vendedor|ordenador)"
        ),
        (
            "(?:eres|sos|es usted|estoy (?:hablando|chateando|escribiendo) con|hablo con"
            "|chateo con) (?:un |una |el |la )?(?:bot|robot|maquina|humano|humana|persona"
            "|real|gente|ia)(?: real| de verdad)?(?! porfa)"
        ),
        r"soy (?:un |una )?(?:humano|humana|persona)\b",
        "pareces? (?:un |una |muy )?(?:humano|humana|persona|gente)",
        "(?:un humano|una persona) (?:detras|al otro lado)",
        (
            "(?:bot|chatbot|sistema|herramienta|robot|programa|asistente"
            r"|aplicacion)(?: \w+){0,2} (?:puede pasar|puede transferir|pasa|transfiere|deriva"
            r"|avisa|escala|reemplaza|sustituye)\b(?! me)(?: \w+){0,6}"
        ),
        (
            "(?:hablar|hablo|hablarlo|hablare|consultar|consultarlo|consulto|verlo|comentarlo"
            "|discutirlo) (?:primero |antes )?con (?:mi|mis|nuestro|nuestra) (?:jefe"
            r"|jefa|socio|socia|esposa|esposo|marido|mujer|pareja|abogad[oa]|contador\w*"
            r"|gestor\w*|equipo|familia|director\w*|gerente|companer[oa]s?"
            "|hij[oa]|madre|padre|herman[oa])"
        ),
        (
            r"(?:consult\w+|habl\w+|verl\w+|veo|pregunt\w+|coment\w+)(?: \w+){0,2} (?:con"
            "|a) (?:alguien|la persona|una persona|un compañero"
            r"|un companero)(?: \w+){0,5} y (?:ya )?(?:te|les|le|os) \w+"
        ),
        r"mi \w+ (?:tiene que|debe|va a) hablar(?: \w+){0,4}",
        (
            "(?:(?:hable|hablamos|charle) con|me atendio (?:muy )?bien|nos atendio|me llamo"
            r"|nos llamo|nos visito|me dijo|me comento)(?: \w+){1,5}"
        ),
        (
            r"(?:alguien|asesor\w*|agente|persona|senora|chico|chica"
            r"|vendedor\w*)(?: \w+){0,3}? (?:me llamo|me dijo|nos visito|fue|me comento"
            "|me hablo|me escribio)"
        ),
        "(?:una|otra) persona mas",
        "(?:llevar|traer|viene|va|vienen|ir con|venir con) (?:a )?(?:una|otra) persona",
    ),
    not_interested=(
        r"(?:ya )?no (?:me|nos) interesa\w*", "no (?:estoy|estamos) interesad[oa]s?",
        (
            "(?:ya )?(?:tengo|tenemos|usamos|uso|contratamos|elegimos|contrate"
            "|elegi) (?:a )?(?:otro|otra) (?:proveedor|solucion|herramienta|empresa|opcion"
            "|software)?"
        ),
        "no (?:lo|la|los) (?:necesito|necesitamos|quiero)", "no gracias",
        "no (?:quiero|queremos) nada",
        r"(?:ya )?no (?:quiero|queremos) (?:saber|contratar|seguir|continuar|comprar)\w*",
        "por ahora no", "de momento no", "ahora no", "no es para (?:mi|nosotros)",
        "paso(?: de esto)?$", "no me hace falta",
    ),
    complaint=(
        r"quej\w+", r"reclam\w+", r"no funciona\w*(?! con)",
        (
            "(?:muy |estoy |super )(?:molest[oa]|enfadad[oa]|enojad[oa]|decepcionad[oa]"
            "|cabread[oa]|hart[oa]|indignad[oa]|descontent[oa])"
        ),
        "hart[oa] de", "vergu?enza", "verguenza", "desastre", "pesimo", "pesima", "horrible",
        "fatal (?:servicio|atencion)", "mal(?:a|isima|isimo) (?:atencion|servicio|experiencia)",
        "mal servicio", "estafa", "ladrones", "timo", r"(?:llevo|llevamos) (?:\w+ ){1,3}esperando",
        "nadie (?:me |nos )?(?:responde|contesta|atiende|llama|ayuda)",
        "(?:me|nos) (?:habeis|han|has|ha) cobrado",
        (
            "(?:se cae|se cuelga|da error|no carga|no abre|falla)(?: todo| todo el rato"
            "| siempre| mucho)?"
        ),
        r"cobr\w+ (?:de mas|dos veces|doble)", "inaceptable", "increible que", "que asco",
        "no (?:hay derecho|puede ser)",
    ),
    book=(
        r"agend\w+", r"reserv(?:ar|a|ame|o|amos|emos|arla|arlo|arme|e)\b", "programar(?:la|nos)?",
        "programamos", "programemos", "programame", r"concert\w+", r"coordin\w+",
        r"fij(?:ar|amos|emos)\b", r"planific\w+", r"apunt(?:ame|arme|o)\b", "me apunto",
        "pedir (?:cita|hora|turno)", "sacar (?:cita|turno|hora)", "dame (?:cita|hora|turno)",
        "ponme (?:una )?(?:cita|reunion)", "quedar (?:un|el|para|con)",
        "quedamos (?:el|a|para|un)",
    ),
    want=(
        r"quier\w+", r"quisier\w+", r"querri\w+",
        "(?:me|nos) (?:gustaria|encantaria|interesa|interesaria|apetece|va bien|vendria bien)",
        r"necesit\w+", "busc(?:o|amos|ando)", r"pued[oe]\w*", r"podr\w+", "podemos",
        "pod(?:eis|es)", "se puede", "tener", "hacer", "ver", "pedir", r"solicit\w+", "tienes",
        "tienen", "teneis", "hay", "damos", "dame", "ponme", r"organiz\w+", r"mont\w+", "hacemos",
        "tenemos", "interesad[oa]s? en",
        r"bast(?:a|aria) con (?:media|un[oa]?|quince|veinte|treinta|\d+)",
    ),
    meeting=(
        "reunion(?:es|cita)?", "junta", "cita", "demo(?:s|stracion)?", "llamada", "llamadita",
        "videollamada", "videoconferencia", "meeting", "meet", "call", "zoom", "turno",
        "entrevista", "sesion", "presentacion", "hueco", "visita", "consulta gratuita",
    ),
    meet=(
        "ver (?:el producto|la plataforma|la herramienta|como funciona)", "probar(?:lo|la)?",
        "contratar(?:lo|la)?", "comprar(?:lo|la)?", "hablar(?:lo)?", "hablamos", "hablemos",
        "conversar", "conversamos", "charlar", "charlamos", "vernos", "nos vemos",
        "reunir(?:nos|se|me)", "reunimos", "juntar(?:nos|se)", "juntamos", "llamarnos",
        "conoceros", "conocernos", "platicar", "verlo", "ver la",
    ),
    together=(
        "queremos", "querria", "podemos", "podriamos", "puedo", "podria", "cuando", "se puede",
        "quiero", "quisiera", "me gustaria", "os parece", "te parece", "le parece", "y si",
        "que tal si", "tendria", "tendrias",
    ),
    free=(
        (
            r"(?:mand|envi|pas|compart|dame|prefiero)\w*(?: me)? (?:el|la|un) (?:enlace|link"
            "|liga)"
        ),
        "calendly", "cuando (?:puedas|quieras|podais|puedan|te venga bien|os venga bien|sea)",
        r"disponib\w+",
        (
            "(?:tienes|tienen|teneis|tendrias|hay|habria|queda|tendrian|quedan) (?:algun "
            "|alguna |un |unos |mas )?(?:huecos?|horas?|horarios?|sitio|cita|espacio|fechas?"
            "|turnos?)"
        ),
        (
            "(?:que|cuales|cual) (?:son los |son las |otr[oa]s )?(?:horarios|horas|dias"
            "|huecos|fechas)(?: teneis| tienen| tienes| hay| libres)?"
        ),
        "estoy libre", "tengo libre", "me (?:va|viene|queda) (?:bien|mejor|perfecto)",
        "estoy disponible", "puedo el", "podria el", "puedo (?:manana|hoy|por la)",
        "(?:primer|proxim[oa]) (?:hueco|cita|turno|horario)", "cuanto antes", "lo antes posible",
        "cuando (?:puedes|pueden|podeis|podemos|te va|os va|tienes|podrias|estais)",
    ),
    refuse=(
        (
            "no (?:quiero|queremos|quisiera|necesito|necesitamos|me interesa|deseo|hace falta"
            "|hagamos|vamos a|nos interesa)(?: (?:mas|ninguna|ningun|una|un|la|el|tener|hacer"
            "|agendar|reservar|ver|ninguna otra))*"
        ),
    ),
    move=(
        r"(?:cambi|mov|mod?ific|muev)\w+ (?:la|de|el|mi) (?:hora|dia|fecha|horario)",
        r"reagend\w+", r"reprogram\w+", r"aplaz\w+", r"pospon\w+", r"postergar\w*", r"posterg\w+",
        r"replanific\w+", "cambio de (?:hora|fecha|dia|cita)", "(?:cambiar|mover)l[ao]",
    ),
    shift=(
        r"cambi(?:ar\w*|o|amos|as|a|ame|arme|emos|e)", r"mov(?:er\w*|emos|amos|e|erla)",
        r"muev\w+", "pas(?:ar(?:la|lo)?|amos|emos|ala|a|arme)", r"adelant\w+", r"retras\w+",
        r"atras\w+", "correr(?:la)?", "corremos", "dejamos", "dejarla", "la dejamos",
        r"modific\w+", r"trasladar\w*",
    ),
    cancel=(r"cancel\w+", r"anul\w+", r"desconvoc\w+", r"desmarc\w+"),
    drop=(
        r"borr\w+", r"elimin\w+", "quit(?:a|ar|amos|ad|en|e)", r"olvid\w+", r"suspend\w+",
        "dejalo", "dejemos", r"descart\w+", "dar de baja", "no hagamos",
    ),
    absent=(
        (
            "no (?:voy a|vamos a|podre|podremos|puedo|podemos) (?:poder )?(?:ir|asistir|estar"
            "|llegar|acudir|conectarme|entrar)"
        ),
        "no llego", "no (?:ire|asistire|estare)", "al final no (?:puedo|podre|voy)",
        r"no (?:me|nos) presentar\w+", "no (?:podre|voy)$", "ya no puedo",
    ),
    instead=(
        "otro dia", "otra (?:hora|fecha)", "otro (?:momento|horario)", "en vez de", "en lugar de",
        "mejor (?:el|a|otro|manana|la)", "para mas (?:tarde|adelante)", "para otro",
        r"se me complic\w+", r"me (?:ha )?surgi\w+", "a otr[oa]",
    ),
    keep=(
        (
            "no (?:quiero|quisiera|hace falta|necesito|voy a|vamos a|deseo|hay que|la"
            r"|lo)\s?(?:que )?(?:cancel\w+|anul\w+|cambi\w+|mov\w+|mueva\w*|muevas|reagend\w+"
            r"|reprogram\w+)"
        ),
        "sin (?:cancelar|cambiar|mover)", r"no (?:cancel\w+|anul\w+|muev\w+)",
    ),
    something_else=(
        "suscripcion", "pedido", "compra", "contrato", "pago", "factura", r"plan\b", "cuenta",
        "tarjeta", "servicio",
    ),
    meeting_info=(
        (
            "(?:cuando|a que hora|que dia|donde|con quien|que hora) (?:es|era|tengo|tenia"
            "|teniamos|tenemos|seria|fue|quedamos|habiamos quedado|esta|me toca"
            r"|tenia)(?: \w+){0,3} (?:reunion|cita|demo|llamada|videollamada|sesion|meeting)"
        ),
        "a que hora (?:quedamos|habiamos|era|es|tenemos|tengo|tenia)(?! mejor)",
        (
            r"(?:enlace|link|liga|url|direccion)(?: \w+){0,4} (?:reunion|cita|demo|llamada"
            r"|videollamada|zoom|meet|conectar\w*|entrar|unirme)"
        ),
        r"cuanto (?:dura|durara|tarda|tiempo dura)(?: \w+){0,3}",
        (
            "(?:tengo|tenemos|tenia) (?:ya )?(?:alguna|una|la) (?:reunion|cita|demo"
            r"|llamada)(?: \w+){0,3}(?: agendada| reservada| confirmada| programada|\?)"
        ),
        (
            r"(?:confirm\w+|recuerd\w+|recordar\w*|recordatorio)(?: \w+){0,4} (?:mi|la"
            "|nuestra) (?:reunion|cita|demo|llamada)"
        ),
        (
            r"(?:datos|detalles|info\w*|estado) (?:de|sobre) (?:mi|la|nuestra) (?:reunion"
            "|cita|demo|llamada)"
        ),
        "sigue en pie", "esta confirmad[oa]", "como me (?:conecto|uno)",
        "por donde (?:es|nos conectamos|sera)",
    ),
    pricing=(
        "(?:el|un) plan (?:de|para|con)",
        (
            r"cuanto (?:cuesta\w*|vale|valen|sale|saldria|cobra\w*|es|costaria|seria"
            "|me cuesta|pagaria|hay que pagar|por|al mes|sube)"
        ),
        "a cuanto", r"cuanto (?:me|nos) (?:sale|cuesta|saldria|costaria|cobrar\w*)", "por cuanto",
        "precios?", "preci[oa]s?", "tarifas?", "cost[eo]s?", "presupuesto", r"cotiza\w+",
        "descuentos?", "ofertas?", r"promocion\w*", "caro", "cara", "barat[oa]", "economic[oa]",
        "mensualidad", "licencia cuesta", "valor (?:de|tiene|mensual|del)", "que valor",
        "(?:prueba|version|plan|demo|periodo) (?:gratis|gratuit[oa]|free|de prueba)", "gratis",
        "gratuit[oa]", "trial", "(?:que|cuales) (?:son los |son sus |son vuestros )?planes",
        "planes (?:y|de|hay|tienen|teneis)",
        "plan (?:pro|basico|premium|enterprise|anual|mensual)",
        r"(?:que|cuanto) (?:nos|me|le) (?:cobra\w*|cobrari\w+)", "formas? de pago", "se paga",
        "facturacion", "permanencia", "inversion",
    ),
    not_pricing=(
        "cuanto (?:tiempo|dura|tarda|falta|antes|es el tiempo)",
        "(?:me|nos) (?:habeis|han|has|ha) cobrado", "cuantos anos",
    ),
    product=(
        (
            r"(?:que|para que) (?:es|hace\w*|ofrec\w+|sirve|incluye|hacen|haceis"
            r"|hac[ei]\w+)(?! (?:buen|mal|tiempo|calor|frio|hoy|el tiempo))"
        ),
        (
            "como (?:funciona|se (?:instala|usa|integra|conecta|configura)|es (?:la|el"
            "|vuestr[oa]))"
        ),
        r"integra\w*", r"compatib\w+", "conecta(?:r|rse)? con", "se conecta", "api", "webhooks?",
        r"funciona\w* (?:con|en)", "exportar", "importar", r"soporta\w*", "funcionalidades",
        "caracteristicas", "features", "prestaciones", "gdpr", "rgpd", "lopd", "seguridad",
        "privacidad", "seguro es", "servidores", "movil", "celular", "android", "iphone",
        "idiomas", "crm", "hubspot", "salesforce", "excel", "dashboard", "panel", "informes",
        "reportes", r"automatiza\w*", "chatbot",
        "(?:mas )?(?:info|informacion)(?: (?:sobre|del?|de la|acerca))?", "saber mas",
        "conocer mas", "contadme", "cuentame (?:mas|sobre)", r"explica\w*",
        "donde (?:se guardan|estan|guardais|guardan) (?:los|mis|sus)? ?datos",
        r"tiene\w* (?:app|aplicacion|api|soporte|version|integracion)",
    ),
    thing=(
        "producto", "plataforma", "herramienta", "software", "sistema", "aplicacion", "app",
        "solucion", "servicio", "empresa", "programa", "esto", "eso", "licencia",
    ),
    question=(
        "que", "como", "cual", "cuales", "donde", "cuando", "quien", "puedo", "se puede", "tiene",
        "tienen", "teneis", "hay", "es", "sirve", "permite", "va bien", r"cumpl\w+",
    ),
    greeting=(
        "holi?s?", "hola+", "ola", "buenas(?: (?:tardes|noches))?", "buenos dias", "buen dia",
        "muy buenas", "que tal(?: estas?| va)?", "que onda", "que hay",
        "como (?:estas?|esta|estais|va|andas|te va)(?: todo)?", "saludos", "hey+", "ey+", "ei",
        "epa", "alo", "que hubo", "quiubo",
    ),
    farewell=(
        r"hablamos (?:manana|el \w+|luego|pronto)", r"nos vemos (?:manana|el \w+|luego|pronto)",
        r"(?:muchas |mil |muchisimas )?gracias(?: por (?:todo|la ayuda|tu ayuda|la info\w*))?",
        "te (?:lo )?agradezco", "se (?:lo )?agradece", "adios",
        r"hasta (?:luego|pronto|manana|entonces|el \w+)", "nos vemos", "chao", "chau", "bye",
        "un saludo", "saludos", "un abrazo", "hablamos(?: luego| pronto)?",
        r"que tengas? (?:un )?(?:buen|lindo|feliz) \w+", "feliz dia", "buen finde",
        "agradecid[oa]", "grax", "thx", "igualmente",
    ),
    out_of_scope=(
        "que tiempo (?:hace|hara)", "chiste", "partido", "receta", "capital de", "cumpleanos",
        "musica", "cancion", r"traduc\w+", "deberes", "poema", "vuelo", "hotel", "restaurante",
        r"curriculum\w*", "busco trabajo", "perro", "gato", "rueda", "coche", "clima", "horoscopo",
        "loteria", "futbol", "pelicula", "messi", "bitcoin", "politica",
    ),
    choose_any=(
        "cualquiera(?: de (?:ell[oa]s|es[oa]s|los tres|las tres))?",
        "la que (?:sea|quieras|prefieras|te venga mejor)", "el que (?:sea|quieras|prefieras)",
        "(?:me )?da (?:igual|lo mismo)",
        "(?:todas|todos|ambas|ambos)(?: me)? (?:van|vienen|sirven|valen)(?: bien)?",
        "como (?:quieras|prefieras)", "cuando (?:quieras|sea)", "elige tu", "escoge tu",
        "elijan ustedes",
    ),
    choose_none=(
        (
            "ningun[oa]?(?: de (?:ell[oa]s|es[oa]s|los tres|las tres))?(?: me (?:va|viene"
            "|sirve|queda|cuadra))?"
        ),
        "no me (?:va|viene|sirve|queda|cuadra)n? (?:bien )?ningun[oa]",
        "no puedo (?:en )?ningun[oa]", "es[oa]s no", "esos horarios no",
    ),
    choose_later=("mas tarde", "mas adelante", "mas a la tarde", "despues", "a ultima hora"),
    choose_earlier=("antes", "mas temprano", "mas pronto", "un poco antes"),
    choose_more=(
        (
            "otr[oa]s? (?:opcion(?:es)?|horarios?|horas?|huecos?|alternativas?|dias?|fechas?"
            "|momento|disponibilidad|turnos?)"
        ),
        "mas (?:opciones|horarios|huecos|alternativas|fechas|turnos)",
        "(?:que|hay|tienes|tienen|teneis) (?:otr[oa]s?|mas)", "algun otro", "alguna otra",
        "otro momento", "ver mas",
    ),
)  # fmt: skip

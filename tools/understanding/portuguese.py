"""The words of leads who write in Portuguese."""

from tools.understanding.vocabulary import Vocabulary

_PERSON = (
    "(?:um[a]? |o |a |algum[a]? |seu |sua |teu )?(?:pessoa|humano|human[ao]|agente"
    "|atendente|consultor[a]?|vendedor[a]?|"
    "representante|operador[a]?|responsavel|chefe|gerente|supervisor[a]?|alguem"
    "|especialista|suporte|vendas|equipe(?: de vendas| comercial)?|comercial"
    "|time de vendas|gente)"
)

PORTUGUESE = Vocabulary(
    telling=(
        "ola", "oi", "oie", "opa", "bom", "boa", "noite", "obrigado", "obrigada", "quero",
        "queria", "gostaria", "posso", "pode", "podemos", "poderia", "reuniao", "marcar",
        "conversar", "ligacao", "hoje", "amanha", "ontem", "segunda", "terca", "quarta", "quinta",
        "sexta", "feira", "semana", "horario", "o", "os", "um", "uma", "do", "da", "das", "na",
        "nas", "ao", "com", "e", "muito", "tambem", "onde", "quando", "quanto", "custa", "qual",
        "quem", "falar", "sou", "chamo", "meu", "minha", "seu", "sua", "voce", "voces", "eh",
        "isso", "esse", "nao", "sim", "claro", "beleza", "nenhum", "nenhuma", "outro", "outra",
        "melhor", "pessoa", "preco", "tchau", "tenho", "tem", "preciso", "fazer", "ver", "ja",
        "aqui", "agora", "depois", "antes", "pra", "pro", "para", "sair",
    ),
    not_names=(
        "te", "depois", "digo", "trabalho", "moro", "vendedor", "engenheiro", "nada", "ninguem",
        "agora", "ola", "oi", "bom", "obrigado", "obrigada", "sim", "claro", "quero", "queria",
        "gostaria", "preciso", "posso", "tenho", "hoje", "amanha", "segunda", "terca", "quarta",
        "quinta", "sexta", "sair", "para", "pra", "pro", "com", "e", "nao", "aqui", "estou",
        "nome",
    ),
    filler=(
        "por favor", "pfv", "pf", "obrigad[oa]", "muito obrigad[oa]", "oi", "ola", "bom dia",
        "boa tarde", "boa noite", "ja", "entao", "ta", "ne", "e", "pode mandar", "gente",
        "pessoal", "muito bem", "tudo", "ai", "viu",
    ),
    yes=(
        "sim", "pois sim", "pode(?: sim)?", "esta bem", "ta bem", "claro(?: que sim)?",
        "com certeza", "ok", "okay", "ta", "ta (?:bom|otimo|certo)",
        "beleza", "blz", "combinado", "fechado", "perfeito", "otimo", "confirmo", "confirmad[oa]",
        "certo", "isso(?: mesmo| ai)?", "exato", "exatamente", "correto",
        "esta (?:certo|otimo|bom|perfeito)", "pode ser",
        "pode (?:marcar|agendar|confirmar|reservar|mandar|cancelar|mudar)", "aham", "uhum", "bora",
        "vamos", "manda ver", "de acordo", "concordo", "serve", "por mim (?:tudo bem|ok|beleza)",
        "tudo (?:bem|certo)", "show", "legal", "quero", "quero sim", "positivo", "sem problema",
        "sim quero", "maravilha", "isso",
    ),
    no=(
        "nao", "agora nao", "nops?", "nao obrigad[oa]", "negativo", "melhor nao", "de jeito nenhum",
        "nada disso", "ainda nao", "nao quero", "nao (?:serve|da|posso|rola|consigo|pode)",
        "nao esta (?:certo|bom|correto)", "nao e isso", "assim nao", "errado", "esta errado",
        "nenhum[a]?", "espera", "nao confirmo", "nem pensar", "n",
    ),
    opt_out_whole=(
        "stop", "sair", "parar", "pare(?: ja)?", "parem", "para ja",
        "cancelar (?:a )?(?:inscricao|assinatura)", "descadastrar(?:-me)?", "descadastro",
        "remover", "chega", "basta", "excluir", "nao perturbe", "cancelar inscricao",
    ),
    opt_out=(
        r"(?:me )?descadastr\w+", r"desinscrev\w+", r"desinscri\w+",
        "cancelar (?:a |minha )?(?:inscricao|assinatura)",
        (
            r"(?:nao|nunca|jamais) (?:me |nos )?(?:mand\w+|envi\w+|escrev\w+|contat\w+"
            r"|contact\w+|lig\w+|perturb\w+|incomod\w+|insist\w+|procur\w+"
            r"|cham\w+)(?: mensage\w+| nada| de novo)?(?: mais| nunca)"
        ),
        r"nao (?:me |nos )?(?:perturb|incomod|insist)\w+",
        (
            "nao (?:quero|desejo|queremos) (?:mais )?(?:receber|que me (?:mandem|escrevam"
            r"|contatem|liguem|mande))(?: \w+){0,3}"
        ),
        r"nao quero mais (?:mensage\w+|emails?|contato|spam|propaganda)",
        (
            "(?:pare|parem|para|parar|chega|deixe|deixem|deixa) (?:de"
            r"|com) (?:me )?(?:mand\w+|envi\w+|escrev\w+|contat\w+|contact\w+|lig\w+"
            r"|mensage\w+|spam|as mensagens|essas mensagens|perturb\w+|incomod\w+"
            "|tanta mensagem)"
        ),
        r"chega de mensage\w+",
        (
            r"(?:apag\w+|exclu\w+|delet\w+|remov\w+|retir\w+|tir[ae]m?"
            "|tirar) (?:todos )?(?:os )?(?:me|meus? (?:dados|numero|contato|telefone|email"
            "|cadastro))"
        ),
        (
            r"me (?:tir\w+|remov\w+|exclu\w+|retir\w+|apag\w+)(?: d[ae]| dess[ae]"
            r"| dest[ae])?(?: \w+)? ?(?:lista|base|cadastro)"
        ),
        "(?:tira|tirem|remova|removam|tire)-?me (?:d[ae]ssa|desta|da) lista",
        r"(?:me )?deix\w+ em paz", "isso e spam",
        r"(?:d[ae]ssa|da sua|desta|da) lista(?: de \w+)?$",
    ),
    not_opt_out=(
        "nao quero (?:sair|parar|me descadastrar|cancelar)(?: da lista)?",
        "sair (?:do trabalho|mais cedo|de casa|para|pra|as)", "vou sair", "antes de sair",
        "parar (?:para|pra|de (?:perder|usar|gastar))",
        "nao quero receber (?:o|a) (?:link|convite)",
        "nao quero ser removid[oa]",
        (
            r"nao me (?:lig\w+|escrev\w+|cham\w+|contat\w+) (?:antes|depois|ate|enquanto|hoje"
            "|agora|amanha|no (?:sabado|domingo|trabalho|horario)|na (?:segunda|terca|quarta"
            r"|quinta|sexta)|aos (?:sabados|domingos)|de manha|a noite|as \d+)"
        ),
        (
            r"(?:apag\w+|exclu\w+|tir[ae]\w*|remov\w+) (?:(?:o )?meu (?:telefone|numero"
            "|email) (?:antigo|velho|anterior)|(?:os )?meus dados antigos|a (?:ultima"
            "|primeira|segunda|terceira|consulta|reuniao|sexta|quarta|quinta)|o (?:sabado"
            "|domingo|agendamento)|minha duvida|uma duvida)"
        ),
        r"bloquei\w+ (?:esse|o|este) (?:horario|numero)",
        "(?:pare|para|parar) de (?:pedir|perguntar|procurar|buscar)",
        r"me tira d[ao]s? \w+ e (?:me )?(?:poe|coloca|passa)",
        "para(?:ndo)? de (?:funcionar|carregar)",
        "(?:link|botao|pagina|taxa) de descadastro",
        "descadastros",
        r"responde\w* sair",
        "(?:sair|saio|saindo) (?:de ferias|de viagem|de duvidas|do aluguel)",
    ),
    opt_in_whole=(
        "start", "voltar", "inscrever", "quero receber", "reativar", "recomecar", "comecar",
    ),
    opt_in=(
        "voltar a receber",
        r"quero (?:voltar a |de novo )?receber(?: \w+){0,3} (?:de novo|novamente|outra vez)",
        r"me (?:cadastr\w+|inscrev\w+)(?: de novo| novamente)?$",
        "pode(?:m)? (?:voltar a )?me (?:mandar|escrever|contatar) (?:de novo|novamente)",
        r"reativ\w+",
    ),
    human_whole=(
        "pessoa", "atendente", "humano", "consultor[a]?", "(?:uma|um) (?:pessoa|atendente|humano)",
    ),
    human=(
        (
            "(?:falar|fala|conversar|me (?:passa|passe|conecta|conecte|transfere|transfira"
            "|transferir|coloca|coloque|encaminha)|ser atendido|atendid[oa]|conectar"
            "|transferir|tratar|contato) (?:direto |diretamente )?(?:com|para|pra|pro|a|ao"
            rf"|por) {_PERSON}"
        ),
        "(?:pessoa|humano|alguem|atendente|gente) (?:real|de verdade|human[oa]|de carne)",
        "(?:um|uma|algum|com) (?:humano|ser humano|atendente|consultor humano|agente humano)",
        "(?:suporte|atendimento|consultor|atendente) humano",
        (
            r"(?:alguem|uma pessoa|um atendente)(?: \w+)? (?:pode|poderia) (?:me )?(?:atender"
            "|ajudar|ligar|falar)"
        ),
        "pode(?:ria)? (?:me )?(?:atender|ajudar) (?:alguem|uma pessoa)",
        "tem (?:alguem|algum humano|uma pessoa)(?: ai| real| de verdade)?",
        (
            "(?:ped[ei]|peca|quero que|pra|para) (?:pra |para |que )?(?:um |uma |algum |o "
            "|a )?(?:vendedor|alguem|atendente|consultor|pessoa"
            r"|responsavel)(?: \w+)? (?:me )?(?:ligar|ligue|contatar|chamar|atender)"
        ),
        "chama (?:o |a |seu |sua )?(?:gerente|chefe|supervisor|responsavel)",
        "nao quero (?:falar|conversar) com (?:um |uma |o )?(?:robo|bot|maquina)",
        r"me lig(?:a|ue|uem)\b", "quero (?:um|uma) (?:pessoa|atendente|humano|consultor)",
        "alguem (?:de verdade|da equipe|de vendas|do time)",
    ),
    not_human=(
        (
            "nao (?:quero|preciso) (?:falar|de (?:um )?(?:atendente|consultor)"
            "|que me liguem)(?! com (?:um |uma |o )?(?:robo|bot|maquina))"
        ),
        "recursos humanos", "por pessoa",
        (
            r"(?:prefiro|preferia|melhor) nao (?:falar|tratar|que me)"
            r"(?! (?:\w+ ){0,5}(?:robo|bot|maquina|sistema))(?: \w+){0,4}"
        ),
        (
            "(?:ja )?nao (?:preciso|quero|procuro) (?:de )?(?:mais )?(?:nenhum |um |uma "
            r"|falar com )?(?:pessoa|atendente|humano|consultor\w*|agente|vendedor\w*|alguem"
            "|ninguem)(?! (?:um |uma )?(?:robo|bot))"
        ),
        "que ninguem me (?:ligue|chame|contate)",
        (
            "nao quero (?:que )?(?:me )?(?:liguem|ser contactad[oa]|ser contatad[oa]"
            r"|ligacao)(?: \w+){0,3}"
        ),
        (
            r"(?:robo|bot|maquina|ia|video|gravacao|gravada)(?: \w+){0,3} ou (?:e "
            "|tem )?(?:com |por |de )?(?:um |uma |so )?(?:pessoa|humano|gente|alguem)"
        ),
        (
            r"(?:pessoa|humano|gente|alguem|consultor|medico)(?: \w+){0,4} ou (?:e |so |com "
            "|de )*(?:um |uma )?(?:robo|bot|maquina|ia|video|gravacao|vendedor|assistente)"
        ),
        (
            "(?:voce e|tu es|es|estou (?:falando|conversando|a falar) com|falo com (?=um)) ?(?:um "
            "|uma |a )?(?:robo|bot|maquina|humano|humana|pessoa|gente|real|ia"
            "|de verdade)(?: real| de verdade| certa)?"
        ),
        r"sou (?:um |uma )?(?:humano|humana|pessoa)\b",
        "(?:parece|pareces) (?:um |uma |muito )?(?:humano|humana|pessoa|gente)",
        "(?:humano|pessoa|gente|alguem) por (?:tras|detras)",
        (
            "(?:bot|chatbot|sistema|ferramenta|robo|programa|assistente"
            r"|aplicativo)(?: \w+){0,3} (?:consegue passar|pode passar|passa|passe|transfere"
            r"|transfira|avisa|encaminha|substitui\w*|escala)\b(?! me)(?: \w+){0,6}"
        ),
        (
            "(?:falar|falo|conversar|converso|vou falar|ver|combinar) (?:primeiro "
            "|antes )?com (?:o |a )?(?:meu|minha|meus|nosso|nossa) (?:chefe|chefa|socio|socia"
            r"|esposa|esposo|marido|mulher|parceir[oa]|advogad[oa]|contador\w*|contabilista"
            r"|equipe|equipa|familia|diretor\w*|gerente|colegas?|filh[oa]|mae|pai|irma|irmao"
            "|namorad[oa])"
        ),
        (
            "(?:falar|falo|conversar|ver|vejo|perguntar|tratar"
            r"|consultar)(?: \w+){0,2} com (?:alguem|a pessoa|uma pessoa"
            r"|um colega)(?: \w+){0,5} (?:e|para) (?:ja )?(?:te|lhe|vos|depois|confirmo|digo"
            r"|aviso)(?: \w+)?"
        ),
        (
            r"(?:meu|minha) \w+ (?:tem que|tem de|precisa|deve|vai) (?:falar"
            r"|conversar)(?: \w+){0,4}"
        ),
        (
            "(?:falei|conversei|fui atendid[oa]|me atendeu (?:muito )?bem|me ligou|nos ligou"
            r"|nos visitou|visitou-nos|me disse)(?: \w+){1,5}"
        ),
        (
            r"(?:alguem|consultor\w*|atendente|agente|pessoa|moca|moço|moco"
            r"|vendedor\w*)(?: \w+){0,3}? (?:me ligou|me disse|visitou|foi|falou|pediu"
            "|me falou|me escreveu)"
        ),
        "mais (?:uma|1) pessoa",
        "(?:levar|trazer|vem|vai|ir com) (?:mais )?(?:uma|outra) pessoa",
    ),
    not_interested=(
        "nao (?:tenho|temos|ha) (?:mais )?interesse",
        "nao (?:estou|estamos) (?:mais )?interessad[oa]s?", "nao (?:me|nos) interessa",
        (
            "ja (?:tenho|temos|uso|usamos|contratei|contratamos|fechei) (?:com )?(?:outr[oa]"
            r"|um|uma) ?\w*"
        ),
        "nao (?:preciso|precisamos|quero (?:mais )?(?:nada|saber|comprar|contratar))",
        "nao obrigad[oa]", "agora nao", "por enquanto nao", "no momento nao", "nao e pra mim",
        "perdi o interesse",
    ),
    complaint=(
        r"reclam\w+", r"queixa\w*", r"nao (?:esta )?funciona\w*(?! com)", "insatisfeit[oa]",
        "chatead[oa]", "irritad[oa]", "decepcionad[oa]", "furios[oa]", "cansei de",
        "cansad[oa] de", "de saco cheio", "vergonha", "pessim[oa]", "horrivel", "bagunca",
        "desastre", "absurdo", "inaceitavel", "golpe", "lixo",
        "ninguem (?:me |nos )?(?:responde|atende|ajuda|liga|retorna)",
        r"(?:estou|to|estamos) (?:esperando|aguardando)(?: \w+)? ?(?:ha|faz)", "me cobraram",
        r"cobrar\w+ (?:duas vezes|a mais)",
        "(?:cai|trava|da erro|falha)(?: toda hora| sempre| muito| o tempo todo)",
        "mau atendimento", "reembolso",
    ),
    book=(
        r"agend\w+", r"marc(?:ar|a|amos|o|armos|ando)\b", r"reserv(?:ar|a|e|o|amos)\b", "combinar",
        r"me encaix\w+", "me coloca", "program(?:ar|amos)", "bater um papo",
    ),
    want=(
        "quer(?:o|ia|emos|iamos)", r"gostari\w+", "preciso", "precisamos", "posso", "podemos",
        "pode(?:ria|riamos)?", "da (?:pra|para)", "tem", "teria", "ter", "fazer", "ver", "vamos",
        r"solicit\w+", "interesse em", "bora", "seria", "consigo",
    ),
    meeting=(
        "reuni(?:ao|oes)", "demo(?:s|nstracao)?", "chamada", "ligacao", "video ?chamada",
        "videoconferencia", "call", "meet(?:ing)?", "zoom", "conversa", "papo", "bate-papo",
        "horario", "apresentacao", "visita", "entrevista", "sessao", "compromisso", "reserva",
        "agendamento",
    ),
    meet=(
        "contratar", "comprar", "testar", "experimentar", "ver como funciona", "conversar(?:mos)?",
        "conversamos", "falar(?:mos)?", "falamos", "nos reunir", "nos reunirmos", "nos encontrar",
        "encontrar", "ver (?:o produto|a demo)", "bater papo", "trocar uma ideia",
    ),
    together=(
        "podemos", "posso", "pode", "quando", "quero", "gostaria", "da (?:pra|para)", "vamos",
        "que tal", "bora", "queria", "seria", "topa",
    ),
    free=(
        r"(?:mand|envi|pass)\w* (?:o|um) link", "prefiro o link",
        "quando (?:puder|quiser|der|for melhor)", r"disponi\w+",
        (
            "(?:tem|teria|ha|existe|sobrou) (?:algum |alguma |um |uma )?(?:horarios?|vagas?"
            "|janelas?|espaco|brecha)"
        ),
        "(?:quais|que) (?:sao )?(?:os )?(?:horarios|dias)", "(?:to|estou|tou) livre",
        "(?:estou|to) disponivel", r"quando (?:pode\w*|voce\w* (?:pode\w*|tem)|da|seria|fica)",
        "primeiro horario", "o quanto antes", "assim que possivel",
        "(?:fica|serve|e) (?:bom|melhor) (?:pra|para) mim", "me serve",
    ),
    refuse=(
        (
            "nao (?:quero|queremos|preciso|precisamos|gostaria|desejo|vamos|vou)(?: (?:de"
            "|mais|uma|um|nenhuma|ter|fazer|marcar|agendar|ver|a|o|participar))*"
        ),
    ),
    move=(
        r"(?:mud|troc|alter)\w+ (?:o|a|de|meu|minha) (?:hora|dia|data|horario)", r"remarc\w+",
        r"reagend\w+", r"adi(?:ar|amos|e|a)\b", r"adiant\w+", "mudanca de (?:horario|data|dia)",
        "transferir a (?:reuniao|call)",
    ),
    shift=(
        "mud(?:ar|a|amos|e|ei)", "troc(?:ar|a|amos|o)", "pass(?:ar|a|amos)", "mov(?:er|e|emos)",
        r"empurr\w+", r"alter\w+", r"atras\w+", r"antecip\w+", "fica pra", "deixar? para", "jogar",
    ),
    cancel=(r"cancel\w+", r"desmarc\w+", r"anul\w+"),
    drop=(
        r"apag\w+", r"exclu\w+", "tir(?:a|ar|e)", r"esquec\w+", r"remov\w+", r"delet\w+",
        "deixa pra la", "deixa (?:quieto|estar)", "nao vamos fazer", r"suspend\w+",
    ),
    absent=(
        (
            "nao (?:vou|vamos|consigo|posso|conseguirei|poderei) (?:mais )?(?:poder )?(?:ir"
            r"|participar|comparecer|estar|poder|entrar|na|a|mais)\b"
        ),
        "no fim nao", "nao (?:vou|consigo) mais", "nao consigo na",
    ),
    instead=(
        "outr[oa] (?:dia|hora|horario|data|momento)", "em vez", "no lugar", "ao inves",
        "melhor (?:na|no|outro|amanha|a|segunda|terca|quarta|quinta|sexta)", "complicou",
        "imprevisto", "mais tarde", "para mais", "fica pra", "pra outr[oa]",
    ),
    keep=(
        r"nao (?:quero|preciso|vou|vamos|precisa) (?:cancel|mud|desmarc|remarc|troc|alter)\w+",
        r"nao (?:cancel|desmarqu|remarqu)\w+", "sem (?:cancelar|mudar|desmarcar)",
    ),
    something_else=(
        "assinatura", "pedido", "compra", "contrato", "pagamento", "fatura", r"plano\b", "conta",
        "cartao", "servico", "inscricao",
    ),
    meeting_info=(
        (
            r"(?:quando|que horas|a que horas|que dia|onde|com quem|qual)(?: \w+){0,3} (?:e"
            r"|era|sera|tenho|temos|foi|ficou|fica)(?: \w+){0,2} (?:reuniao|demo|demonstracao"
            "|call|chamada|conversa|agendamento)"
        ),
        r"(?:link|endereco|url)(?: \w+){0,3} (?:reuniao|demo|call|chamada|zoom|meet|entrar)",
        r"quanto tempo (?:dura|demora|leva)(?: \w+){0,2}",
        (
            "(?:tenho|temos|tinha) (?:alguma|uma|a) (?:reuniao|demo|call"
            r"|chamada)(?: \w+){0,3} (?:marcada|agendada|confirmada)"
        ),
        (
            r"(?:confirmar|lembr\w+|detalhes d[ae]|dados d[ae])(?: \w+){0,3} (?:reuniao|demo"
            "|call|chamada)"
        ),
        "como (?:entro|acesso|participo)", "esta confirmad[oa]", "de pe a",
    ),
    pricing=(
        "(?:o|um) plano (?:de|para|com|pra)",
        r"quanto (?:custa\w*|e|fica|sai|sairia|vale|cobra\w*|custaria|seria|pago|por|ficaria)",
        "(?:por|sai por) quanto", r"preco\w*", "valores", "qual (?:o |e o )?valor",
        "valor (?:da|do|de|mensal)", "orcamento", r"desconto\w*", "custos?", "tabela de",
        "tarifas?", "mensalidade", "(?:teste|versao|plano|periodo) (?:gratis|gratuit[oa]|free)",
        "gratis", "gratuit[oa]", "trial", "(?:quais|que)(?: sao)?(?: os)? planos",
        "planos? (?:e|tem|pro|basico|premium|anual|mensal)", r"car[oa]\b", "barat[oa]",
        r"cobr(?:am|ariam|aria|a)\b", r"forma\w* de pagamento", "cotacao", "investimento",
    ),
    not_pricing=(
        "quanto (?:tempo|dura|antes|falta|demora)", "me cobraram", "quantos anos",
        "cobraram (?:duas|a mais)",
    ),
    product=(
        r"(?:o )?que (?:o|a|voces|e|isso)? ?(?:\w+ )?(?:faz\w*|oferec\w+|inclui|serve)",
        "para que serve", "pra que serve",
        "como (?:funciona|instala|usa|integra|conecta|configura)", r"integra\w*", "compativel",
        "compatibilidade", "conecta (?:com|no|ao)", r"api\b", r"export\w+", r"import\w+",
        "funcionalidades?", "(?:quais|que) recursos", "suporta", "lgpd", "gdpr", "seguranca",
        "privacidade", "celular", "android", "iphone", "idiomas", r"crm\b", "hubspot",
        "salesforce", "excel", "relatorios?", "painel", r"automatiza\w*", "onde ficam",
        "dados (?:ficam|sao)", r"(?:mais )?informac\w+", "saber mais", "conhecer (?:mais|melhor)",
        r"me explic\w+", r"explica\w*", "funciona (?:com|no|em)", "roda (?:bem )?n[oa]",
        "me conta mais",
    ),
    thing=(
        "produto", "plataforma", "ferramenta", "software", "sistema", "aplicativo", "app",
        "solucao", "servico", "empresa", "programa", "isso", "isto", "licenca",
    ),
    question=(
        "que", "como", "qual", "quais", "onde", "quando", "quem", "posso", "tem", "consigo",
        "da pra", "e", "serve", "permite", "roda",
    ),
    greeting=(
        "oi+e*", "oie+", "ola+", "opa+", "bom dia", "boa (?:tarde|noite)", "e ai", "eai", "salve",
        "tudo (?:bem|bom|joia|certo)", "como (?:vai|esta|vao|voce esta|vc esta)", "fala", "alo",
        "hey+", r"beleza\?", "ola pessoal", "oi gente", "pessoal",
    ),
    farewell=(
        "(?:muito )?obrigad[oa]+(?: mesmo| pela ajuda| por tudo)?", "obg", "brigad[oa]+",
        "valeu(?: demais| mesmo)?", "vlw", r"agradec\w+", "grat[oa]", "tchau(?: tchau)?",
        r"ate (?:logo|mais|breve|amanha|la|a proxima|\w+)", "falou", "falamos(?: depois)?",
        "nos falamos", "um abraco", "abracos?", "abs", "boa semana", "bom fim de semana",
        "fica com deus", "bom trabalho", "de nada", "show",
    ),
    out_of_scope=(
        "como esta o tempo", "previsao do tempo", "piada", "receita de", "capital d[ae]",
        "quem ganhou", "aniversario", "musica", r"traduz\w*", "licao", "poema", r"voo\b", "hotel",
        "restaurante", "curriculo", "emprego", "cachorro", r"gato\b", "pneu", "carro", "horoscopo",
        "loteria", "futebol", "filme", "messi", "bitcoin", "politica", r"jogo\b",
    ),
    choose_any=(
        "qualquer um[a]?(?: d(?:eles|elas|esses|essas))?", "qualquer (?:horario|hora|dia)",
        "tanto faz", "o que (?:for melhor|preferir|voce preferir)", "tod[oa]s servem",
        "escolha voce", "voce escolhe", "pode escolher",
    ),
    choose_none=(
        "nenhum[a]?(?: d(?:eles|elas|esses|essas))?(?: serve| da)?",
        "nao (?:posso|consigo|da) (?:em )?nenhum[a]?", "esses nao", "essas nao",
    ),
    choose_later=("(?:um pouco )?mais tarde", "mais pra frente", "depois"),
    choose_earlier=("mais cedo", "um pouco antes", "antes"),
    choose_more=(
        "outr[oa]s? (?:opc(?:ao|oes)|horarios?|dias?|datas?|momento)",
        "mais (?:opcoes|horarios|datas)", "tem outr[oa]s?", "algum outro", "alguma outra",
    ),
)  # fmt: skip

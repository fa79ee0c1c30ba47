"""A third business, asked about after the word lists had been widened for the second."""

from tools.ports.words import Language

DOCUMENTS: dict[Language, str] = {
    "es": """# Gimnasio Pulso
## Tarifas
La cuota mensual es de 35 € y la anual de 350 €. Los estudiantes pagan 28 €.
## Apertura
Abrimos de 7:00 a 23:00 entre semana y de 9:00 a 15:00 los fines de semana.
## Clases dirigidas
Hay yoga, pilates, spinning y zumba, sin coste extra, con reserva en la app.
## Entrenador personal
Una sesión con entrenador cuesta 30 €; el bono de diez, 250 €.
## Instalaciones
Tenemos piscina de 25 metros, sauna, sala de pesas y vestuarios con taquillas.
## Congelar la cuota
Puedes congelar la cuota hasta dos meses al año por lesión o viaje.
## Invitados
Cada socio puede traer a un amigo gratis una vez al mes.
## Aparcamiento
Dos horas gratis en el parking del centro comercial.
""",
    "en": """# Lex & Co, accountants
## Fees
Sole traders pay £60 a month, limited companies from £140 a month. There is no joining fee.
## What we do
Bookkeeping, VAT returns, payroll and year-end accounts. We do not give legal advice.
## Software
We work with Xero, QuickBooks and FreeAgent, and we move your data over for you.
## Switching
We write to your old accountant and have everything within two weeks.
## Your accountant
You get one named accountant, by phone, e-mail or video call, who answers within one working day.
## Deadlines
We remind you of every HMRC deadline a month and a week ahead.
## Ending it
Give us thirty days' notice. There is no minimum term.
## Offices
Leeds and York. Meetings elsewhere are by video.
""",
    "pt": """# Escola de Surf Onda
## Aulas e valores
A aula avulsa de 90 minutos custa R$ 120. O pacote de cinco aulas sai por R$ 500.
## O que levar
Traga protetor solar e toalha; prancha, lycra e roupa de borracha estão inclusas.
## Idade
Ensinamos a partir dos seis anos. Menores de doze só com um responsável na praia.
## Mau tempo
Se o mar não permitir, remarcamos sem custo.
## Instrutores
São certificados pela ISA e falam inglês e espanhol.
## Onde
Praia do Rosa, ao lado do posto 2.
## Fotos
Fotos e vídeo da aula por R$ 60.
## Cancelar
Até 24 horas antes devolvemos tudo.
""",
}
ANSWERED: dict[Language, list[tuple[str, str]]] = {
    "es": [
        ("¿Cuánto cuesta al mes?", "35 €"),
        ("precio para estudiantes", "28 €"),
        ("¿A qué hora abrís los domingos?", "9:00"),
        ("¿Hay piscina?", "piscina"),
        ("¿Tenéis clases de yoga?", "yoga"),
        ("¿Se puede congelar la cuota?", "congelar"),
        ("¿Puedo ir con un amigo?", "amigo"),
        ("¿Hay parking?", "parking"),
        ("¿Cuánto vale un entrenador personal?", "30 €"),
        ("tenéis sauna", "sauna"),
        ("¿Las clases están incluidas?", "sin coste"),
    ],
    "en": [
        ("How much for a limited company?", "£140"),
        ("What are your fees?", "£60"),
        ("Do you work with Xero?", "Xero"),
        ("Can you help with payroll?", "payroll"),
        ("How do I switch from my current accountant?", "old accountant"),
        ("Is there a minimum contract?", "no minimum"),
        ("Where are your offices?", "Leeds"),
        ("Will I have my own accountant?", "one named"),
        ("Do you do VAT returns?", "VAT"),
        ("how fast do you reply?", "one working day"),
        ("is there a joining fee?", "no joining fee"),
    ],
    "pt": [
        ("Quanto custa uma aula?", "R$ 120"),
        ("Qual o preço do pacote?", "R$ 500"),
        ("Preciso levar prancha?", "prancha"),
        ("A partir de que idade?", "seis anos"),
        ("E se chover?", "remarcamos"),
        ("Os instrutores são certificados?", "certificados"),
        ("Falam inglês?", "inglês"),
        ("Onde fica a escola?", "Praia do Rosa"),
        ("Vocês tiram fotos?", "Fotos"),
        ("Posso cancelar?", "24 horas"),
        ("meu filho de 7 anos pode fazer aula?", "seis anos"),
    ],
}
UNANSWERED: dict[Language, list[str]] = {
    "es": [
        "¿Tenéis crossfit?",
        "¿Dais masajes?",
        "¿Hay guardería?",
        "¿Puedo pagar con PayPal?",
        "¿Tenéis centro en Sevilla?",
        "¿Vendéis proteínas?",
        "¿Hay pista de pádel?",
        "¿Quién es el dueño?",
    ],
    "en": [
        "Do you do probate?",
        "Can you lend me money?",
        "Do you support Sage?",
        "Are you open on Sundays?",
        "Do you have an office in London?",
        "Can you help me get a visa?",
        "How many clients do you have?",
        "Are you hiring?",
    ],
    "pt": [
        "Tem aula de kitesurf?",
        "Vocês alugam casas?",
        "Tem estacionamento?",
        "Aceitam cachorro?",
        "Vendem pranchas usadas?",
        "Tem transporte do hotel?",
        "Qual a previsão das ondas?",
        "Fazem festa de aniversário?",
    ],
}
